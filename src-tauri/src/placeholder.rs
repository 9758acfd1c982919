//! Stands where `keeper-api` will be.
#![allow(
    missing_docs,
    clippy::unused_async,
    dead_code,
    reason = "gone when keeper-api lands"
)]
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::broadcast;

pub(crate) struct Options {
    pub data_dir: Option<PathBuf>,
    pub practice: bool,
}

pub(crate) struct Api(broadcast::Sender<Value>);

impl Api {
    pub(crate) async fn open(_options: Options) -> Result<Arc<Api>, Value> {
        Ok(Arc::new(Api(broadcast::channel(64).0)))
    }
    pub(crate) async fn call(&self, name: &str, args: Value) -> Result<Value, Value> {
        Ok(json!({ "name": name, "args": args }))
    }
    pub(crate) fn events(&self) -> broadcast::Receiver<Value> {
        self.0.subscribe()
    }
    pub(crate) async fn redirect_arrived(&self, _url: String) {}
    pub(crate) async fn close(&self) {}
}
