//! Deeds, done to a program that may be killed at any moment.

use keeper_practice::Approval;
use keeper_tests::bridge::Bridge;
use keeper_tests::desk::http;
use serde_json::{Value, json};

use super::due::{Deed, End};
use crate::killed::Scene;

/// A person at a program.
pub struct Person<'a> {
    pub scene: &'a Scene,
    pub bridge: &'a Bridge,
    pub app: &'a Value,
}

impl Person<'_> {
    /// Does it; none when the kill came first. `row` is what is there of the account.
    pub async fn act(&self, hub: u64, deed: Deed, row: Option<&Value>) -> Option<End> {
        match deed {
            Deed::Install => {
                let args = json!({"app": self.app, "redirect_url": self.scene.redirect_url,
                    "hub_id": hub, "open_browser": false});
                self.authorize(hub, "install_start", args).await
            }
            Deed::Reauthorize => {
                let args = json!({"id": row, "open_browser": false});
                self.authorize(hub, "installation_reauthorize", args).await
            }
            Deed::Refresh => self.refresh(row).await,
            Deed::Revoke => self.call("installation_revoke", json!({"id": row})).await,
            Deed::Uninstall => {
                self.call("installation_uninstall", json!({"id": row}))
                    .await
            }
        }
    }

    async fn call(&self, name: &str, args: Value) -> Option<End> {
        let answer = self.bridge.attempt(name, args).await?;
        Some(answer.map_or(End::Refused, End::Done))
    }

    async fn authorize(&self, hub: u64, name: &str, args: Value) -> Option<End> {
        let End::Done(started) = self.call(name, args).await? else {
            return Some(End::Refused);
        };
        let url = started["authorize_url"].as_str().unwrap();
        let Ok(Approval::Redirect(redirect)) = self.scene.practice.approve(url, hub).await else {
            panic!("consent was not given")
        };
        http().get(redirect).send().await.ok()?;
        let flow = json!({"flow": started["flow"]});
        let status = self.until("install_status", flow, |status| {
            // What can't be saved goes on trying, and says so.
            let goes_on = status["state"] == "waiting" || status["state"] == "exchanging";
            !goes_on || !status["problem"].is_null()
        });
        let status = status.await?;
        Some(match status["state"] == "done" {
            true => End::Done(status["installation"].clone()),
            false => End::Refused,
        })
    }

    async fn refresh(&self, row: Option<&Value>) -> Option<End> {
        let args = json!({"ids": [row]});
        let End::Done(started) = self.call("installation_refresh", args).await? else {
            return Some(End::Refused);
        };
        let batch = json!({"batch": started["batch"]});
        let is_over = |status: &Value| status["finished"] == json!(true);
        let ended = self.until("batch_status", batch, is_over).await?;
        Some(match ended["summary"]["proven"] == 1 {
            true => End::Done(ended),
            false => End::Refused,
        })
    }

    /// Asks again until the answer is as wanted; none when the kill came first.
    async fn until(
        &self,
        name: &str,
        args: Value,
        is_wanted: impl Fn(&Value) -> bool,
    ) -> Option<Value> {
        loop {
            let answer = self.bridge.attempt(name, args.clone()).await?.ok()?;
            if is_wanted(&answer) {
                return Some(answer);
            }
            tokio::task::yield_now().await;
        }
    }
}
