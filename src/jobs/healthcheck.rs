//! Asks a running service whether it is alive or ready, for containers without a shell.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use thiserror::Error;
use ureq::http::Response;
use ureq::{Agent, Body};

/// A service that is well answers at once.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Should it be left alone?
    Live,
    /// Is it at work?
    Ready,
}

/// Why it is not well, or does not do as it was asked.
#[derive(Debug, Error)]
pub enum Unwell {
    /// Nobody answers.
    #[error("{url} does not answer: {source}")]
    Silent {
        /// What was asked.
        url: String,
        /// What stood in the way.
        source: Box<ureq::Error>,
    },
    /// It says so itself.
    #[error("{url} answers {status}: {body}")]
    Says {
        /// What was asked.
        url: String,
        /// The status.
        status: u16,
        /// Its reasons.
        body: String,
    },
}

/// Asks the service that listens at `admin.listen`; gives what it says.
///
/// # Errors
/// [`Unwell`] if it is not alive, or not ready.
pub fn ask(listen: SocketAddr, question: Question) -> Result<String, Unwell> {
    let path = match question {
        Question::Live => "live",
        Question::Ready => "ready",
    };
    answer(listen, path, |agent, url| agent.get(url).call())
}

/// What the service that listens at `listen` says to a `call` at `path`, if it says so with 200.
pub(super) fn answer(
    listen: SocketAddr,
    path: &str,
    call: impl FnOnce(&Agent, &str) -> Result<Response<Body>, ureq::Error>,
) -> Result<String, Unwell> {
    let url = format!("http://{}/{path}", reachable(listen));
    let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).proxy(None);
    let silent = |source| Unwell::Silent { url: url.clone(), source: Box::new(source) };
    let mut response = call(&Agent::new_with_config(config.build()), &url).map_err(silent)?;
    let body = response.body_mut().read_to_string().map_err(silent)?.trim_end().to_owned();
    match response.status().as_u16() {
        200 => Ok(body),
        status => Err(Unwell::Says { url, status, body }),
    }
}

/// A service that listens on every address is asked on the loopback one.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    fn answering(answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 1024]).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), addr.port())
    }

    #[test]
    fn it_hands_on_what_the_service_says() {
        let well = answering("HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nready\n");
        assert_eq!(ask(well, Question::Ready).unwrap(), "ready");
        let unwell = answering("HTTP/1.1 503 No\r\ncontent-length: 9\r\nconnection: close\r\n\r\nnot live\n");
        let error = ask(unwell, Question::Live).unwrap_err().to_string();
        assert_eq!(error, format!("http://127.0.0.1:{}/live answers 503: not live", unwell.port()));
    }

    #[test]
    fn nobody_there_is_unwell() {
        let addr = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(matches!(ask(addr, Question::Live), Err(Unwell::Silent { .. })));
    }
}
