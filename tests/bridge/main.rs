//! The bridge: keeper-api over HTTP, so that a browser can stand in for the
//! window. Never shipped; loopback only; never opens a browser.

use std::convert::Infallible;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use clap::Parser;
use keeper_api::{
    Api, HubSpotTarget, KeyringChoice, Language, NothingOutside, Options, SchemeHandler,
    SystemClock, WorldEvent, XdgScheme, logging,
};
use keeper_core::error::{Code, Problem};
use keeper_core::needs::{Answer, Browser};
use keeper_core::secret::Passphrase;
use keeper_tests::desktop::{HandClock, IntoFolder, NoScheme};
use keeper_tests::practice_host::InProcessPractice;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::BroadcastStream;

/// What the command line may say.
#[derive(Parser)]
struct Arguments {
    /// The data directory.
    #[arg(long)]
    data_dir: PathBuf,
    /// Stands in for `https://api.hubapi.com`; with neither, HubSpot itself.
    #[arg(long, requires = "hubspot_pages")]
    hubspot_api: Option<String>,
    /// Stands in for `https://app.hubspot.com`.
    #[arg(long, requires = "hubspot_api")]
    hubspot_pages: Option<String>,
    /// `os`, `memory`, or `passphrase:…`.
    #[arg(long, default_value = "os", value_parser = parse_keyring)]
    keyring: KeyringChoice,
    /// Where it listens; loopback only.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Whether it serves the built window, too.
    #[arg(long)]
    ui: bool,
    /// Whether `POST /clock` moves the clock, and whether it is held at first.
    #[arg(long, value_enum, default_value_t = ClockChoice::System)]
    clock: ClockChoice,
    /// What is logged, as `tracing` takes it.
    #[arg(long, default_value = "debug")]
    log: String,
    /// Ends when standard input is closed, so that no test leaves it behind.
    #[arg(long)]
    until_stdin_closes: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ClockChoice {
    System,
    Hand,
    Held,
}

impl ClockChoice {
    fn hand(self) -> Option<Arc<HandClock>> {
        let hand = (self != Self::System).then(Arc::<HandClock>::default)?;
        hand.hold(self == Self::Held);
        Some(hand)
    }
}

fn parse_keyring(text: &str) -> Result<KeyringChoice, String> {
    match (text, text.strip_prefix("passphrase:")) {
        ("os", _) => Ok(KeyringChoice::Os),
        ("memory", _) => Ok(KeyringChoice::Memory),
        (_, Some(passphrase)) => Ok(KeyringChoice::Passphrase(Passphrase::new(passphrase))),
        _ => Err("os, memory, or passphrase:…".to_owned()),
    }
}

/// A browser that nobody sees: the test goes where the link leads.
struct NoBrowser;

impl Browser for NoBrowser {
    fn open<'a>(&'a self, _url: &'a str) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // As the app does.
    keeper_desktop::platform::forbid_core_dumps();
    let arguments = Arguments::parse();
    if !arguments.listen.ip().is_loopback() {
        return Err("the bridge listens on loopback only".into());
    }
    let _logging = logging::start(&arguments.data_dir, &arguments.log)?;
    let listener = TcpListener::bind(arguments.listen).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let has_ui = arguments.ui;
    let ends_with_stdin = arguments.until_stdin_closes;
    let hand = arguments.clock.hand();
    let api = match Api::open(options(arguments, hand.clone())).await {
        Ok(api) => Arc::new(api),
        Err(problem) => return Err(format!("{problem}").into()),
    };
    let mut out = std::io::stdout();
    writeln!(out, "{}", json!({ "base": base }))?;
    out.flush()?;
    let ended = ended(ends_with_stdin);
    axum::serve(listener, routes(Arc::clone(&api), has_ui, hand))
        .with_graceful_shutdown(async {
            ended.await;
            // Event streams never end by themselves: give answers in flight
            // a moment, then go.
            tokio::spawn(async {
                tokio::time::sleep(Duration::from_secs(2)).await;
                std::process::exit(0);
            });
        })
        .await?;
    api.close().await;
    Ok(())
}

fn options(arguments: Arguments, hand: Option<Arc<HandClock>>) -> Options {
    let hubspot = arguments.hubspot_api.zip(arguments.hubspot_pages);
    let directory = arguments.data_dir.clone();
    Options {
        data_dir: Some(arguments.data_dir),
        practice: false,
        practice_host: match hubspot {
            Some(_) => None,
            None => Some(Arc::new(InProcessPractice::default())),
        },
        hubspot: hubspot.map(|(api, pages)| HubSpotTarget { api, pages }),
        keyring: arguments.keyring,
        browser: Arc::new(NoBrowser),
        clock: match hand {
            Some(hand) => hand,
            None => Arc::new(SystemClock),
        },
        scheme: scheme(),
        file_chooser: Arc::new(IntoFolder(directory)),
        outside: Arc::new(NothingOutside),
        system_language: Language::En,
    }
}

/// As the shell does it, but links start nothing: the bridge has no window.
fn scheme() -> Arc<dyn SchemeHandler> {
    let scheme = XdgScheme::new(vec!["portalkeeper".into()]);
    match scheme {
        Some(scheme) => Arc::new(scheme),
        None => Arc::new(NoScheme),
    }
}

async fn ended(with_stdin: bool) {
    let stdin_closed = async {
        if !with_stdin {
            std::future::pending::<()>().await;
        }
        let mut rest = Vec::new();
        // Closed or broken: either way nobody is there any more.
        let _ = tokio::io::AsyncReadExt::read_to_end(&mut tokio::io::stdin(), &mut rest).await;
    };
    let terminated = async {
        let kind = tokio::signal::unix::SignalKind::terminate();
        match tokio::signal::unix::signal(kind) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    tokio::select! {
        () = stdin_closed => {}
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

fn routes(api: Arc<Api>, has_ui: bool, hand: Option<Arc<HandClock>>) -> Router {
    let routes = Router::new()
        .route("/rpc", post(rpc))
        .route("/events", get(events))
        .route("/link", post(link));
    let routes = if has_ui {
        routes.fallback(get(file))
    } else {
        routes
    };
    let routes = routes.with_state(api);
    match hand {
        Some(hand) => routes.route("/clock", post(clock).with_state(hand)),
        None => routes,
    }
}

/// What the hand does to the clock.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    #[serde(default)]
    advance_s: u64,
    /// Whether it wakes nobody from now on.
    held: Option<bool>,
}

async fn clock(State(hand): State<Arc<HandClock>>, Json(order): Json<Move>) -> StatusCode {
    hand.advance(Duration::from_secs(order.advance_s));
    if let Some(held) = order.held {
        hand.hold(held);
    }
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Call {
    name: String,
    #[serde(default)]
    args: Value,
}

/// Hands over a deep link, as the operating system would.
async fn link(State(api): State<Arc<Api>>, url: String) -> StatusCode {
    api.redirect_arrived(url).await;
    StatusCode::NO_CONTENT
}

async fn rpc(State(api): State<Arc<Api>>, body: String) -> Response {
    let Ok(call) = serde_json::from_str::<Call>(&body) else {
        return refused(StatusCode::BAD_REQUEST, &Code::ArgumentsInvalid.into());
    };
    match api.call(&call.name, call.args).await {
        Ok(reply) => Json(json!({ "ok": reply })).into_response(),
        Err(problem) if problem.code == Code::CommandUnknown => {
            refused(StatusCode::NOT_FOUND, &problem)
        }
        Err(problem) if problem.code == Code::ArgumentsInvalid => {
            refused(StatusCode::BAD_REQUEST, &problem)
        }
        Err(problem) => refused(StatusCode::OK, &problem),
    }
}

fn refused(status: StatusCode, problem: &Problem) -> Response {
    (status, Json(json!({ "problem": problem }))).into_response()
}

async fn events(
    State(api): State<Arc<Api>>,
) -> Sse<impl tokio_stream::Stream<Item = Result<SseEvent, Infallible>>> {
    let told = BroadcastStream::new(api.events()).filter_map(|event| {
        let event = event.unwrap_or_else(|_lagged| WorldEvent::missed());
        let data = serde_json::to_string(&event).ok()?;
        Some(Ok(SseEvent::default().data(data)))
    });
    Sse::new(told).keep_alive(KeepAlive::default())
}

/// The built window. A path that isn't a file of it is not found.
async fn file(uri: Uri) -> Response {
    let path = match uri.path() {
        "/" => "/index.html",
        path => path,
    };
    let is_plain = !path.contains("..") && !path.contains('\\');
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/dist"));
    let found = if is_plain {
        tokio::fs::read(root.join(path.trim_start_matches('/')))
            .await
            .ok()
    } else {
        None
    };
    match found {
        Some(bytes) => ([(header::CONTENT_TYPE, media_type(path))], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
