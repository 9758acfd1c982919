use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Response, header};
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

/// The calls that the program makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    Exchange,
    Refresh,
    Introspect,
    Account,
    Revoke,
    Uninstall,
    Other,
}

/// An answer.
#[derive(Clone)]
pub enum Reply {
    /// What HubSpot would say.
    Good,
    /// The good answer with these fields in place of its own.
    With(Value),
    /// Status, content type, body.
    Plain(u16, &'static str, String),
    /// Elsewhere, with this status.
    Redirect(u16, String),
    /// A body without an end.
    Endless,
    /// The good answer, once this is notified.
    Held(Arc<Notify>),
}

/// What the stand was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub call: Call,
    pub body: String,
}

#[derive(Default)]
struct Book {
    next: HashMap<Call, VecDeque<Reply>>,
    always: HashMap<Call, Reply>,
    asked: Vec<Asked>,
    issued: Vec<String>,
}

/// A stand in HubSpot's place. It issues canaries for tokens, each its own.
#[derive(Clone)]
pub struct Stand {
    pub base: String,
    book: Arc<Mutex<Book>>,
    asked: watch::Sender<()>,
}

impl Stand {
    /// Listens; it ends with its runtime.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let stand = Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            book: Arc::default(),
            asked: watch::Sender::default(),
        };
        let routes = Router::new().fallback(answer).with_state(stand.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        stand
    }

    /// The next answer to a call; after it the good ones again.
    pub fn next(&self, call: Call, reply: Reply) {
        let mut book = self.book.lock().unwrap();
        book.next.entry(call).or_default().push_back(reply);
    }

    /// Every answer to a call from now on, until [`Stand::relent`].
    pub fn always(&self, call: Call, reply: Reply) {
        self.book.lock().unwrap().always.insert(call, reply);
    }

    /// Good answers again.
    pub fn relent(&self) {
        let mut book = self.book.lock().unwrap();
        book.always.clear();
        book.next.clear();
    }

    /// What it was asked, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.book.lock().unwrap().asked.clone()
    }

    /// How often it was asked this.
    pub fn count(&self, call: Call) -> usize {
        let asked = self.asked();
        asked.iter().filter(|asked| asked.call == call).count()
    }

    /// Waits until it was asked this so often.
    pub async fn until_count(&self, call: Call, times: usize) {
        let mut asked = self.asked.subscribe();
        while self.count(call) < times {
            asked.changed().await.unwrap();
        }
    }

    /// Every token that it gave out.
    pub fn issued(&self) -> Vec<String> {
        self.book.lock().unwrap().issued.clone()
    }

    fn note(&self, call: Call, body: String) -> Reply {
        let mut book = self.book.lock().unwrap();
        book.asked.push(Asked { call, body });
        self.asked.send_replace(());
        let queued = book.next.get_mut(&call).and_then(VecDeque::pop_front);
        let usual = book.always.get(&call).cloned();
        queued.or(usual).unwrap_or(Reply::Good)
    }

    fn issue(&self, kind: &str) -> String {
        let mut book = self.book.lock().unwrap();
        let number = book.issued.len();
        let token = format!("CANARY{kind}{number:04}x7Qv3mZk9Lw2Rt8Yb5Nc");
        book.issued.push(token.clone());
        token
    }

    fn good(&self, call: Call) -> Value {
        match call {
            Call::Exchange | Call::Refresh => json!({
                "token_type": "bearer", "token_use": "access_token", "expires_in": 1800,
                "access_token": self.issue("access"), "refresh_token": self.issue("refresh"),
                "hub_id": HUB, "scopes": ["oauth"],
            }),
            Call::Introspect => json!({
                "active": true, "token_use": "access_token", "token_type": "Bearer",
                "hub_id": HUB, "hub_domain": "oldmill.example", "client_id": CLIENT_ID,
                "app_id": 77, "user": "maya@oldmill.example", "user_id": 5, "scopes": ["oauth"],
            }),
            Call::Account => json!({
                "portalId": HUB, "portalName": "Old Mill", "accountType": "STANDARD",
                "uiDomain": "app.hubspot.com", "dataHostingLocation": "na1",
                "timeZone": "Europe/Berlin",
            }),
            Call::Revoke | Call::Uninstall | Call::Other => json!({}),
        }
    }
}

/// The account on which everything is installed here.
pub const HUB: i64 = 62_515;
/// The client ID of the one app.
pub const CLIENT_ID: &str = "0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f";

fn which(path: &str, body: &str) -> Call {
    match path.rsplit('/').next() {
        Some("token") if body.contains("grant_type=refresh_token") => Call::Refresh,
        Some("token") => Call::Exchange,
        Some("introspect") => Call::Introspect,
        Some("details") => Call::Account,
        Some("revoke") => Call::Revoke,
        Some("external-install") => Call::Uninstall,
        Some(_) | None => Call::Other,
    }
}

async fn answer(State(stand): State<Stand>, request: Request) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await;
    let body = String::from_utf8(body.unwrap().to_vec()).unwrap();
    let call = which(&path, &body);
    let (status, kind, body) = match stand.note(call, body) {
        Reply::Good => (200, JSON, Body::from(stand.good(call).to_string())),
        Reply::With(fields) => {
            let mut good = stand.good(call);
            for (name, value) in fields.as_object().unwrap() {
                good[name] = value.clone();
            }
            (200, JSON, Body::from(good.to_string()))
        }
        Reply::Plain(status, kind, body) => (status, kind, Body::from(body)),
        Reply::Redirect(status, to) => return redirect(status, &to),
        Reply::Endless => {
            let piece = Bytes::from_static(&[b' '; 64 * 1024]);
            let pieces = stream::repeat(piece).map(Ok::<_, std::io::Error>);
            (200, JSON, Body::from_stream(pieces))
        }
        Reply::Held(release) => {
            release.notified().await;
            (200, JSON, Body::from(stand.good(call).to_string()))
        }
    };
    let answer = Response::builder().status(status);
    answer
        .header(header::CONTENT_TYPE, kind)
        .body(body)
        .unwrap()
}

fn redirect(status: u16, to: &str) -> Response<Body> {
    let answer = Response::builder().status(status);
    answer
        .header(header::LOCATION, to)
        .body(Body::empty())
        .unwrap()
}

/// What HubSpot sends JSON as.
pub const JSON: &str = "application/json;charset=utf-8";
