//! A real Apache Kafka: one KRaft node from the jars that `tests/run` fetched, on ports that it picks.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use crate::rig::keeper::{self, Signal};
use crate::rig::proxy::Proxy;
use crate::rig::{environment, kafka, wait};

const TEMPLATE: &str = include_str!("../../broker/server.properties");
const CLUSTER: &str = "aGVhZGxpbmVkLXRlc3RzMQ";
const START: Duration = Duration::from_secs(60);

/// The ports of a broker, and the one by which clients of its listener behind the proxy come.
#[derive(Clone, Copy)]
struct Ports {
    port: u16,
    controller: u16,
    behind: u16,
    proxy: u16,
}

/// A broker of this test process, or one that was running before (`HEADLINED_TEST_BROKER=host:port`).
pub struct Broker {
    bootstrap: String,
    own: Option<Own>,
}

struct Own {
    folder: PathBuf,
    ports: Ports,
    process: Mutex<Option<Child>>,
}

impl Broker {
    /// The broker that all tests share; started by the first that asks. Topics on it have a prefix a test.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Broker> = OnceLock::new();
        SHARED.get_or_init(|| match environment::variable("HEADLINED_TEST_BROKER") {
            Some(bootstrap) => Self { bootstrap, own: None },
            None => Self::start(),
        })
    }

    /// A fresh broker for one test alone, which may kill it.
    pub fn start() -> Self {
        let jars = environment::fetched("kafka");
        assert!(
            jars.is_dir(),
            "no broker in {}: `tests/run --fetch` gets it, or set HEADLINED_TEST_BROKER",
            jars.display()
        );
        sweep();
        let ports = Ports::free();
        let folder = environment::scratch().join(format!("broker-{}", ports.port));
        prepare(&folder, ports);
        let own = Own { folder, ports, process: Mutex::new(None) };
        let broker = Self { bootstrap: format!("127.0.0.1:{}", ports.port), own: Some(own) };
        broker.restart();
        broker
    }

    /// [`Self::start`] for a test that kills its broker; `None`, said aloud, where only somebody's running broker is at hand.
    pub fn start_for_killing(test: &str) -> Option<Self> {
        let only_theirs =
            environment::variable("HEADLINED_TEST_BROKER").is_some() && !environment::fetched("kafka").is_dir();
        if only_theirs {
            environment::announce(&format!(
                "NOT RUN: {test} kills its broker, and HEADLINED_TEST_BROKER is not ours to kill"
            ));
            return None;
        }
        Some(Self::start())
    }

    /// `host:port` for clients.
    pub fn bootstrap(&self) -> &str {
        &self.bootstrap
    }

    /// Kills the broker where it stands.
    pub fn kill9(&self) {
        if let Some(mut child) = self.own().process.lock().expect("no test panics in here").take() {
            keeper::signal(&child, Signal::Kill);
            child.wait().expect("a killed broker ends");
        }
    }

    /// Freezes or thaws the broker: its connections stay open and nothing answers.
    pub fn signal(&self, signal: Signal) {
        let process = self.own().process.lock().expect("no test panics in here");
        keeper::signal(process.as_ref().expect("a running broker"), signal);
    }

    /// Starts the broker again on its old port and data (killing it first if it runs), and waits until it answers.
    pub fn restart(&self) {
        self.kill9();
        let own = self.own();
        *own.process.lock().expect("no test panics in here") = Some(launch(&own.folder));
        if wait::seen(START, || kafka::answers(&self.bootstrap).then_some(())).is_none() {
            panic!("the broker did not answer within {START:?}; its log:\n{}", own.log());
        }
    }

    /// A line to the broker that a test can cut; clients use its `bootstrap()`. One at a time.
    pub fn proxy(&self) -> Proxy {
        let Ports { behind, proxy, .. } = self.own().ports;
        Proxy::start(proxy, behind)
    }

    fn own(&self) -> &Own {
        self.own.as_ref().expect("a broker of our own: tests that kill it call Broker::start_for_killing")
    }
}

impl Own {
    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Ok(Some(child)) = self.process.get_mut().map(Option::as_mut) {
            let _ = child.kill();
            let _ = child.wait();
        }
        let _ = fs::remove_dir_all(self.folder.join("data"));
    }
}

fn prepare(folder: &Path, ports: Ports) {
    fs::create_dir_all(folder).expect("a folder for the broker");
    let properties = TEMPLATE
        .replace("{port}", &ports.port.to_string())
        .replace("{controller}", &ports.controller.to_string())
        .replace("{behind}", &ports.behind.to_string())
        .replace("{proxy}", &ports.proxy.to_string())
        .replace("{data}", &folder.join("data").display().to_string());
    fs::write(folder.join("server.properties"), properties).expect("server.properties");
    let mut format = java(&["-Xshare:auto", "-XX:TieredStopAtLevel=1"]);
    format.args(["kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c"]).arg(folder.join("server.properties"));
    let output = format.output().expect("java: a JDK 17 is needed for the broker");
    assert!(output.status.success(), "formatting the broker's storage: {}", String::from_utf8_lossy(&output.stderr));
}

fn launch(folder: &Path) -> Child {
    let log = File::options().create(true).append(true).open(folder.join("log")).expect("the broker's log");
    let mut broker = java(&["-Xms128m", "-Xmx512m", "-XX:+UseSerialGC"]);
    broker.arg("kafka.Kafka").arg(folder.join("server.properties"));
    broker.stdin(Stdio::null()).stdout(log.try_clone().expect("the broker's log")).stderr(log);
    keeper::spawn(broker)
}

fn java(options: &[&str]) -> Command {
    let mut java = keeper::command("java");
    java.args(options).arg("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    java.args(["-Dorg.slf4j.simpleLogger.showDateTime=true", "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS"]);
    java.arg("-cp").arg(environment::fetched("kafka").join("*"));
    java
}

impl Ports {
    /// Free ports below those that the kernel gives to outgoing connections, so that a restart finds them free again.
    fn free() -> Self {
        static NEXT: Mutex<Option<u16>> = Mutex::new(None);
        let mut next = NEXT.lock().expect("no test panics in here");
        let from = next.unwrap_or(20_000 + (std::process::id() % 10_000) as u16);
        let mut free = (from..32_000).filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
        let [port, controller, behind, proxy] = [(); 4].map(|()| free.next().expect("a free port"));
        *next = Some(proxy + 1);
        Self { port, controller, behind, proxy }
    }
}

/// Removes what test processes that no longer live have left.
fn sweep() {
    let Ok(folders) = fs::read_dir(env!("CARGO_TARGET_TMPDIR")) else { return };
    for folder in folders.flatten() {
        let name = folder.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix("it-"));
        if owner.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}
