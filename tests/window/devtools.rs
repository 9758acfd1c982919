//! The system browser, driven over the DevTools protocol, as the person who consents.

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::failure::{Failure, Held};
use crate::waiting::{until, within};
use crate::webdriver::client;

/// The browser behind one debugging port.
#[derive(Clone)]
pub struct Browser {
    http: reqwest::Client,
    base: String,
}

/// One open page.
pub struct Page {
    socket: Mutex<WebSocketStream<MaybeTlsStream<TcpStream>>>,
}

/// Every call has the same number: there is never more than one.
const CALL: u64 = 1;
/// Finds the innermost visible thing one can press that says `arguments[0]`.
const FIND: &str = include_str!("find.js");

impl Browser {
    /// The browser whose DevTools listen on `port`.
    pub fn at(port: u16) -> Held<Self> {
        Ok(Self {
            http: client()?,
            base: format!("http://127.0.0.1:{port}"),
        })
    }

    /// Waits for a page whose address holds `part` and takes hold of it.
    pub async fn page(&self, part: &str) -> Held<Page> {
        let what = format!("a page of the browser with {part:?} in its address");
        let socket = until(&what, || self.socket_of(part)).await?;
        let (socket, _) = connect_async(socket).await?;
        Ok(Page {
            socket: Mutex::new(socket),
        })
    }

    /// The addresses of all open pages.
    pub async fn addresses(&self) -> Held<Vec<String>> {
        let pages = self.pages().await?;
        Ok(pages
            .iter()
            .filter_map(|page| Some(page["url"].as_str()?.to_owned()))
            .collect())
    }

    async fn socket_of(&self, part: &str) -> Held<Option<String>> {
        let pages = self.pages().await?;
        let fits = |page: &&Value| page["url"].as_str().is_some_and(|url| url.contains(part));
        let page = pages.iter().find(fits);
        let socket = page.and_then(|page| page["webSocketDebuggerUrl"].as_str());
        match socket {
            Some(socket) => Ok(Some(socket.to_owned())),
            None => Err(Failure::new(format!(
                "open are {:?}",
                self.addresses().await?
            ))),
        }
    }

    async fn pages(&self) -> Held<Vec<Value>> {
        let all: Vec<Value> = self
            .http
            .get(format!("{}/json/list", self.base))
            .send()
            .await?
            .json()
            .await?;
        Ok(all
            .into_iter()
            .filter(|target| target["type"] == "page")
            .collect())
    }
}

impl Page {
    /// Clicks on what says `text`, with the mouse, once it is there.
    pub async fn press(&self, text: &str) -> Held {
        until(&format!("{text:?} to press in the browser"), || {
            self.try_press(text)
        })
        .await
    }

    /// Waits until the page shows `text`.
    pub async fn sees(&self, text: &str) -> Held {
        until(&format!("the browser to show {text:?}"), || {
            self.try_see(text)
        })
        .await
    }

    /// All that the page shows.
    pub async fn text(&self) -> Held<String> {
        let text = self
            .evaluate("document.body ? document.body.innerText : ''")
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Closes the tab.
    pub async fn close(self) -> Held {
        self.call("Page.close", json!({})).await.map(drop)
    }

    async fn try_see(&self, text: &str) -> Held<Option<()>> {
        let shown = self.text().await?;
        match shown.contains(text) {
            true => Ok(Some(())),
            false => Err(Failure::new(format!("it shows {shown:?}"))),
        }
    }

    async fn try_press(&self, text: &str) -> Held<Option<()>> {
        let Some((x, y)) = self.middle_of(text).await? else {
            return Err(Failure::new(format!("it shows {:?}", self.text().await?)));
        };
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event).await?;
        }
        Ok(Some(()))
    }

    async fn middle_of(&self, text: &str) -> Held<Option<(f64, f64)>> {
        let text = serde_json::to_string(text)?;
        // The browser throws away clicks that come before the page was first drawn.
        let script = format!(
            "(async () => {{ const find = function () {{ {FIND} }}; \
             const element = find({text}, 'press'); if (!element) return null; \
             element.scrollIntoView({{ block: 'center' }}); \
             await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))); \
             const box = element.getBoundingClientRect(); \
             return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        );
        let found = self.evaluate(&script).await?;
        Ok(found[0].as_f64().zip(found[1].as_f64()))
    }

    async fn evaluate(&self, script: &str) -> Held<Value> {
        let wanted = json!({ "expression": script, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.call("Runtime.evaluate", wanted).await?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(Failure::new(details.to_string())),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    async fn call(&self, method: &str, params: Value) -> Held<Value> {
        let mut socket = self.socket.lock().await;
        let message = json!({ "id": CALL, "method": method, "params": params });
        within(method, async {
            socket.send(Message::text(message.to_string())).await?;
            loop {
                let answer = socket
                    .next()
                    .await
                    .ok_or_else(|| Failure::new("page closed"))??;
                if let Some(answer) = answer_to_call(&answer)? {
                    return Ok(answer);
                }
            }
        })
        .await
    }
}

/// The result in a message, if it is one: one call is on its way at a time, the rest are events.
fn answer_to_call(message: &Message) -> Held<Option<Value>> {
    let Message::Text(text) = message else {
        return Ok(None);
    };
    let mut answer: Value = serde_json::from_str(text)?;
    match (answer["id"] == json!(CALL), answer.get("error")) {
        (true, Some(error)) => Err(Failure::new(error.to_string())),
        (true, None) => Ok(Some(answer["result"].take())),
        (false, _) => Ok(None),
    }
}
