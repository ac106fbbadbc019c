//! A TCP line between clients and the broker that a test can freeze and cut.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;

/// What happens on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Bytes pass.
    Open,
    /// Connections stay, and are taken, and nothing passes: bytes wait until the line is open again.
    Frozen,
    /// Connections are closed, and new ones closed at once.
    Cut,
}

/// The proxy; ends with the process or when dropped.
pub struct Proxy {
    bootstrap: String,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    line: Line,
    connections: Vec<TcpStream>,
}

impl Proxy {
    /// Listens on `port` and carries what comes to `target`.
    pub fn start(port: u16, target: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("the proxy's port");
        let state = Mutex::new(State { line: Line::Open, connections: Vec::new() });
        let shared = Arc::new(Shared { state, changed: Condvar::new() });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accept(&listener, target, &accepting));
        Self { bootstrap: format!("127.0.0.1:{port}"), shared }
    }

    /// `host:port` for clients.
    pub fn bootstrap(&self) -> &str {
        &self.bootstrap
    }

    /// Opens, freezes or cuts the line.
    pub fn set(&self, line: Line) {
        let mut state = self.shared.lock();
        state.line = line;
        if line == Line::Cut {
            state.connections.drain(..).for_each(|connection| drop(connection.shutdown(Shutdown::Both)));
        }
        self.shared.changed.notify_all();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.set(Line::Cut);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics in here")
    }

    /// Waits while the line is frozen; `false` once it is cut.
    fn may_pass(&self) -> bool {
        let state = self.changed.wait_while(self.lock(), |state| state.line == Line::Frozen);
        state.expect("no test panics in here").line == Line::Open
    }
}

fn accept(listener: &TcpListener, target: u16, shared: &Arc<Shared>) {
    for client in listener.incoming().flatten() {
        if shared.lock().line == Line::Cut {
            continue; // dropped, which closes it
        }
        let Ok(broker) = TcpStream::connect(("127.0.0.1", target)) else { continue };
        for (from, to) in [(&client, &broker), (&broker, &client)] {
            let (from, to) = (from.try_clone().expect("a socket"), to.try_clone().expect("a socket"));
            let shared = Arc::clone(shared);
            thread::spawn(move || carry(from, to, &shared));
        }
        shared.lock().connections.extend([client, broker]);
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, shared: &Shared) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        if !shared.may_pass() || to.write_all(&buffer[..n]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
