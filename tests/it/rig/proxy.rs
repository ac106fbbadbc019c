//! A TCP line between clients and the broker that a test can freeze, cut, slow down or deafen, and that knows requests by
//! their kind: it can hold one, or the answer to one.

use std::io::{Read, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What happens on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Bytes pass.
    Open,
    /// Connections stay, and are taken, and nothing passes: bytes wait until the line is open again.
    Frozen,
    /// Half-open: requests reach the broker, its answers wait.
    Deaf,
    /// Whatever passes waits so long before.
    Slow(Duration),
    /// So many bytes a second pass on each connection.
    Thin(u32),
    /// Connections are closed, and new ones closed at once.
    Cut,
}

/// A kind of request, by Kafka's number for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    JoinGroup = 11,
    EndTxn = 26,
    TxnOffsetCommit = 28,
}

/// What is waited for on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trap {
    /// The request waits, and all that come after it on its connection.
    Hold(Request),
    /// The request passes; from then on its connection gets no answers.
    Unanswered(Request),
}

/// The proxy; ends with the process or when dropped.
pub struct Proxy {
    bootstrap: String,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    line: Line,
    trap: Option<Trap>,
    caught: bool,
    connections: Vec<TcpStream>,
    over: bool,
}

impl Proxy {
    /// Listens on `port` and carries what comes to `target`.
    pub fn start(port: u16, target: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("the proxy's port");
        let state =
            Mutex::new(State { line: Line::Open, trap: None, caught: false, connections: Vec::new(), over: false });
        let shared = Arc::new(Shared { state, changed: Condvar::new() });
        let accepts = Arc::clone(&shared);
        let accepting = Some(thread::spawn(move || accept(&listener, target, &accepts)));
        Self { bootstrap: format!("127.0.0.1:{port}"), shared, accepting }
    }

    /// `host:port` for clients.
    pub fn bootstrap(&self) -> &str {
        &self.bootstrap
    }

    /// Opens, freezes, slows down or cuts the line.
    pub fn set(&self, line: Line) {
        let mut state = self.shared.lock();
        state.line = line;
        if line == Line::Cut {
            state.connections.drain(..).for_each(|connection| drop(connection.shutdown(Shutdown::Both)));
        }
        self.shared.changed.notify_all();
    }

    /// Requests of that kind wait from now on.
    pub fn hold(&self, request: Request) {
        self.set_trap(Some(Trap::Hold(request)));
    }

    /// Requests of that kind pass from now on, and their connection gets no more answers.
    pub fn leave_unanswered(&self, request: Request) {
        self.set_trap(Some(Trap::Unanswered(request)));
    }

    /// What was held goes on.
    pub fn release(&self) {
        self.set_trap(None);
    }

    /// Whether a request has come for which there is a [`Self::hold`] or [`Self::leave_unanswered`].
    pub fn has_caught(&self) -> bool {
        self.shared.lock().caught
    }

    fn set_trap(&self, trap: Option<Trap>) {
        let mut state = self.shared.lock();
        (state.trap, state.caught) = (trap, false);
        self.shared.changed.notify_all();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.set(Line::Cut);
        self.shared.lock().over = true;
        // one more connection, and the listener looks up
        let _ = TcpStream::connect(&self.bootstrap);
        let _ = self.accepting.take().map(JoinHandle::join);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics in here")
    }

    /// Waits for as long as `held` says; `false` once the line is cut.
    fn wait_while(&self, held: impl Fn(&State) -> bool) -> bool {
        let state = self.changed.wait_while(self.lock(), |state| state.line != Line::Cut && held(state));
        state.expect("no test panics in here").line != Line::Cut
    }

    /// Lets a slow line take its time over so many bytes.
    fn take_time(&self, bytes: usize) {
        let state = self.lock();
        let line = state.line;
        let time = match line {
            Line::Slow(delay) => delay,
            Line::Thin(rate) => Duration::from_secs_f64(bytes as f64 / f64::from(rate)),
            _ => return,
        };
        drop(self.changed.wait_timeout_while(state, time, |state| state.line == line));
    }
}

fn accept(listener: &TcpListener, target: u16, shared: &Arc<Shared>) {
    for client in listener.incoming().flatten() {
        if shared.lock().over {
            return;
        }
        if shared.lock().line == Line::Cut {
            continue; // dropped, which closes it
        }
        let Ok(broker) = TcpStream::connect(("127.0.0.1", target)) else { continue };
        let connection = Arc::new(Connection { shared: Arc::clone(shared), unanswered: AtomicBool::new(false) });
        let socket = |stream: &TcpStream| stream.try_clone().expect("a socket");
        let (requests, answers) = ((socket(&client), socket(&broker)), (socket(&broker), socket(&client)));
        let carries = Arc::clone(&connection);
        thread::spawn(move || carry(requests, request, |bytes| carries.lets_request_pass(bytes)));
        thread::spawn(move || carry(answers, chunk, |bytes| connection.lets_answer_pass(bytes)));
        shared.lock().connections.extend([client, broker]);
    }
}

struct Connection {
    shared: Arc<Shared>,
    unanswered: AtomicBool,
}

impl Connection {
    fn lets_request_pass(&self, bytes: &[u8]) -> bool {
        let is = |request: Request| bytes.get(4..6) == Some(&(request as i16).to_be_bytes()[..]);
        let mut state = self.shared.lock();
        let trap =
            state.trap.filter(|trap| matches!(trap, Trap::Hold(request) | Trap::Unanswered(request) if is(*request)));
        state.caught |= trap.is_some();
        drop(state);
        if let Some(Trap::Unanswered(_)) = trap {
            self.unanswered.store(true, Ordering::SeqCst);
        }
        self.shared.take_time(bytes.len());
        self.shared.wait_while(|state| {
            state.line == Line::Frozen || (matches!(trap, Some(Trap::Hold(_))) && state.trap == trap)
        })
    }

    fn lets_answer_pass(&self, bytes: &[u8]) -> bool {
        self.shared.take_time(bytes.len());
        self.shared.wait_while(|state| {
            let unanswered = state.trap.is_some() && self.unanswered.load(Ordering::SeqCst);
            matches!(state.line, Line::Frozen | Line::Deaf) || unanswered
        })
    }
}

type Sockets = (TcpStream, TcpStream);

fn carry((mut from, mut to): Sockets, next: fn(&mut TcpStream) -> Option<Vec<u8>>, may_pass: impl Fn(&[u8]) -> bool) {
    while let Some(bytes) = next(&mut from) {
        if !may_pass(&bytes) || to.write_all(&bytes).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

/// A whole request: its length, then as many bytes.
fn request(from: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = vec![0; 4];
    from.read_exact(&mut bytes).ok()?;
    let length = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let read = from.take(u64::from(length)).read_to_end(&mut bytes).ok()?;
    (read == length as usize).then_some(bytes)
}

/// Whatever is there.
fn chunk(from: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = vec![0; 16 * 1024];
    let read = from.read(&mut bytes).ok().filter(|read| *read > 0)?;
    bytes.truncate(read);
    Some(bytes)
}
