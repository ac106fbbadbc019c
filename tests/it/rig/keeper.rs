//! Children that die with the test process, however it ends.
//!
//! The kernel kills them (`PR_SET_PDEATHSIG`) when the *thread* that started them ends, and the harness runs each test on a
//! thread of its own: so one thread that never ends starts them all.

use std::ffi::OsStr;
use std::io;
use std::process::{Child, Command};
use std::sync::{LazyLock, mpsc};
use std::thread;

type Order = (Command, mpsc::Sender<io::Result<Child>>);

static KEEPER: LazyLock<mpsc::Sender<Order>> = LazyLock::new(|| {
    let (orders, inbox) = mpsc::channel::<Order>();
    thread::Builder::new().name("keeper".into()).spawn(move || keep(inbox)).expect("a thread");
    orders
});

/// A command whose process is killed when the keeper ends; its id is the program's own, `setpriv` replaces itself.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// Starts a [`command`].
pub fn spawn(command: Command) -> Child {
    let (reply, answer) = mpsc::channel();
    let program = format!("{command:?}");
    KEEPER.send((command, reply)).expect("the keeper lives as long as the process");
    answer.recv().expect("the keeper answers").unwrap_or_else(|error| panic!("{program}: {error}"))
}

fn keep(inbox: mpsc::Receiver<Order>) {
    for (mut command, reply) in inbox {
        let _ = reply.send(command.spawn());
    }
}

/// What can be sent to a child.
#[derive(Clone, Copy, Debug)]
pub enum Signal {
    /// Gone at once.
    Kill,
    /// Asked to end.
    Term,
    /// Asked to end, as from a terminal.
    Int,
    /// Frozen: the way to make a zombie.
    Stop,
    /// Thawed.
    Cont,
    /// Asked to read its rules again.
    Hup,
}

/// Sends a signal to a child that has not been waited for.
pub fn signal(child: &Child, signal: Signal) {
    let name = match signal {
        Signal::Kill => "KILL",
        Signal::Term => "TERM",
        Signal::Int => "INT",
        Signal::Stop => "STOP",
        Signal::Cont => "CONT",
        Signal::Hup => "HUP",
    };
    let line = format!("kill -{name} {}", child.id());
    let status = Command::new("sh").args(["-c", &line]).status().expect("a shell");
    assert!(status.success(), "{line}: {status}");
}
