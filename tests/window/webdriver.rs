//! The few words of WebDriver that the tests speak (<https://www.w3.org/TR/webdriver2/>).

use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::failure::{Failure, Held};

/// How the standard spells "this value is an element".
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A session with the app's web view.
#[derive(Clone)]
pub struct Session {
    http: reqwest::Client,
    base: String,
}

/// An element of the page, as the driver names it.
#[derive(Clone, Debug)]
pub struct Element(Value);

impl Session {
    /// Starts `program` under the driver at `driver`. The deadline matters: with no display the
    /// driver never answers.
    pub async fn start(driver: &str, program: &Path, arguments: &[String]) -> Held<Self> {
        let http = client()?;
        let options = json!({ "binary": program, "args": arguments });
        let wanted = json!({ "alwaysMatch": { "webkitgtk:browserOptions": options } });
        let body = json!({ "capabilities": wanted });
        let answer = http
            .post(format!("{driver}/session"))
            .json(&body)
            .send()
            .await?;
        let answer = value_of(answer.json().await?)?;
        let id = answer["sessionId"]
            .as_str()
            .ok_or_else(|| Failure::new(answer.to_string()))?;
        let base = format!("{driver}/session/{id}");
        Ok(Self { http, base })
    }

    /// Whether the driver takes sessions.
    pub async fn ready(driver: &str) -> Held<bool> {
        let answer: Value = client()?
            .get(format!("{driver}/status"))
            .send()
            .await?
            .json()
            .await?;
        Ok(answer["value"]["ready"] == json!(true))
    }

    /// Ends the session; an app that still runs is killed with it.
    pub async fn end(self) -> Held {
        let answer = self.http.delete(&self.base).send().await?;
        value_of(answer.json().await?).map(drop)
    }

    /// Runs a script in the page; `arguments` are its `arguments`, what it returns comes back.
    pub async fn run(&self, script: &str, arguments: Value) -> Held<Value> {
        self.post(
            "execute/sync",
            json!({ "script": script, "args": arguments }),
        )
        .await
    }

    /// Runs a script that gives an element, or none.
    pub async fn find(&self, script: &str, arguments: Value) -> Held<Option<Element>> {
        let found = self.run(script, arguments).await?;
        Ok(found.get(ELEMENT).map(|id| Element(id.clone())))
    }

    /// Clicks as a mouse does: scrolled into view, at its middle.
    pub async fn click(&self, element: &Element) -> Held {
        self.post(&format!("element/{}/click", element.id()?), json!({}))
            .await
            .map(drop)
    }

    /// Types as a keyboard does.
    pub async fn type_into(&self, element: &Element, text: &str) -> Held {
        let path = format!("element/{}/value", element.id()?);
        self.post(&path, json!({ "text": text })).await.map(drop)
    }

    /// Empties a field.
    pub async fn clear(&self, element: &Element) -> Held {
        self.post(&format!("element/{}/clear", element.id()?), json!({}))
            .await
            .map(drop)
    }

    /// Writes what the window shows to a PNG.
    pub async fn picture(&self, file: &Path) -> Held {
        let answer = self
            .http
            .get(format!("{}/screenshot", self.base))
            .send()
            .await?;
        let picture = value_of(answer.json().await?)?;
        let bytes = STANDARD.decode(picture.as_str().unwrap_or_default())?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(file, bytes)?)
    }

    async fn post(&self, path: &str, body: Value) -> Held<Value> {
        let answer = self
            .http
            .post(format!("{}/{path}", self.base))
            .json(&body)
            .send()
            .await?;
        value_of(answer.json().await?)
    }
}

impl Element {
    fn id(&self) -> Held<&str> {
        self.0
            .as_str()
            .ok_or_else(|| Failure::new("an element without a name"))
    }
}

/// Talks to this machine only, whatever the environment says of proxies; trusts no certificate,
/// because a bare machine has none.
pub fn client() -> Held<reqwest::Client> {
    Ok(reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .timeout(Duration::from_secs(60))
        .build()?)
}

fn value_of(mut answer: Value) -> Held<Value> {
    let value = answer["value"].take();
    match value.get("error").and_then(Value::as_str) {
        Some(error) => Err(Failure::new(format!("{error}: {}", value["message"]))),
        None => Ok(value),
    }
}
