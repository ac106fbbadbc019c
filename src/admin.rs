//! What operators ask over HTTP: `/metrics`, `/live`, `/ready`; and the one thing they may tell: `POST /release`, from this
//! machine only, for the port is open to whoever scrapes it.

pub mod config;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use tokio::net::TcpListener;

use crate::telemetry::clock;
use crate::telemetry::health::{Answer, Health};
use crate::telemetry::metrics::Metrics;

/// The admin server with its port taken, before anything is served.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    addr: SocketAddr,
}

impl Bound {
    /// The address that was bound: with `:0` asked for, the port that was given.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }
}

/// Takes the port.
///
/// # Errors
/// If it can't be taken.
pub async fn bind(listen: SocketAddr) -> io::Result<Bound> {
    let listener = TcpListener::bind(listen).await?;
    let addr = listener.local_addr()?;
    Ok(Bound { listener, addr })
}

/// Serves until `shutdown`; requests under way are answered.
///
/// # Errors
/// If the listener fails.
pub async fn serve(
    bound: Bound,
    health: Arc<Health>,
    metrics: Arc<Metrics>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let router = Router::new()
        .route("/metrics", get(show_metrics))
        .route("/live", get(show_live))
        .route("/ready", get(show_ready))
        .route("/release", post(release))
        .with_state(Shared { health, metrics })
        .into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(bound.listener, router).with_graceful_shutdown(shutdown).await
}

#[derive(Clone)]
struct Shared {
    health: Arc<Health>,
    metrics: Arc<Metrics>,
}

async fn show_metrics(State(shared): State<Shared>) -> impl IntoResponse {
    shared.metrics.ready(shared.health.ready(clock::now()).yes);
    ([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], shared.metrics.render())
}

async fn show_live(State(shared): State<Shared>) -> impl IntoResponse {
    respond(shared.health.live(clock::now()))
}

async fn show_ready(State(shared): State<Shared>) -> impl IntoResponse {
    let answer = shared.health.ready(clock::now());
    shared.metrics.ready(answer.yes);
    respond(answer)
}

/// `POST /release?partition=3`, or without a partition for all that this process holds back.
async fn release(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    RawQuery(query): RawQuery,
) -> (StatusCode, String) {
    if !peer.ip().to_canonical().is_loopback() {
        return (
            StatusCode::FORBIDDEN,
            "only from this machine: run `headlined release` beside the process\n".to_owned(),
        );
    }
    let partition = match query.as_deref().map(|query| query.strip_prefix("partition=").map(str::parse)) {
        None => None,
        Some(Some(Ok(partition))) => Some(partition),
        Some(_) => return (StatusCode::BAD_REQUEST, "expected ?partition=NUMBER, or nothing\n".to_owned()),
    };
    let released = shared.health.release(partition);
    if released.is_empty() {
        return (StatusCode::NOT_FOUND, "nothing of that is held back by this process\n".to_owned());
    }
    (StatusCode::OK, released.join("\n") + "\n")
}

fn respond(answer: Answer) -> impl IntoResponse {
    let status = if answer.yes { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], answer.body)
}

#[cfg(test)]
mod tests;
