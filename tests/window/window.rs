//! The app's window, as a person uses it: by what it says.

use std::path::Path;

use serde_json::{Value, json};

use crate::failure::{Failure, Held};
use crate::waiting::until;
use crate::webdriver::{Element, Session};

const FIND: &str = include_str!("find.js");
const AT_REST: &str = "\
    const finite = document.getAnimations().filter((one) => isFinite(one.effect?.getComputedTiming().endTime));
    return Promise.allSettled(finite.map((one) => one.finished))
      .then(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true)))));";
const TEXT: &str = "return document.body ? document.body.innerText : ''";

/// The one window of the running app.
pub struct Window {
    session: Session,
}

impl Window {
    /// The window behind a session.
    pub fn new(session: Session) -> Self {
        Self { session }
    }

    /// Clicks on what is called `name`: a button, link, tab, row, choice, or a `data-test`.
    pub async fn press(&self, name: &str) -> Held {
        until(&format!("{name:?} to press"), || self.try_press(name)).await
    }

    /// Fills the field that is labelled `name`.
    pub async fn fill(&self, name: &str, text: &str) -> Held {
        let field = until(&format!("a field {name:?}"), || {
            self.look_for(name, "field")
        })
        .await?;
        self.session.clear(&field).await?;
        self.session.type_into(&field, text).await
    }

    /// Waits until the window shows `text`.
    pub async fn sees(&self, text: &str) -> Held {
        until(&format!("the window to show {text:?}"), || {
            self.try_see(text, true)
        })
        .await
    }

    /// Waits until the window no longer shows `text`.
    pub async fn misses(&self, text: &str) -> Held {
        until(&format!("the window to lose {text:?}"), || {
            self.try_see(text, false)
        })
        .await
    }

    /// All that the window shows.
    pub async fn text(&self) -> Held<String> {
        let text = self.session.run(TEXT, json!([])).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Held<Value> {
        self.session.run(script, json!([])).await
    }

    /// Writes what is shown to a PNG, once what moves has come to rest and is drawn.
    pub async fn picture(&self, file: &Path) -> Held {
        self.session.run(AT_REST, json!([])).await?;
        self.session.picture(file).await
    }

    /// Ends the driver's session.
    pub async fn leave(self) -> Held {
        self.session.end().await
    }

    /// The page may draw anew between the look and the click; then it is looked for again.
    async fn try_press(&self, name: &str) -> Held<Option<()>> {
        let Some(element) = self.look_for(name, "press").await? else {
            return Err(Failure::new(format!("it shows {:?}", self.text().await?)));
        };
        self.session.click(&element).await.map(Some)
    }

    async fn look_for(&self, name: &str, kind: &str) -> Held<Option<Element>> {
        self.session.find(FIND, json!([name, kind])).await
    }

    async fn try_see(&self, text: &str, wanted: bool) -> Held<Option<()>> {
        let shown = self.text().await?;
        match shown.contains(text) == wanted {
            true => Ok(Some(())),
            false => Err(Failure::new(format!("it shows {shown:?}"))),
        }
    }
}
