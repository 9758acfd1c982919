//! The bridge as a process, for tests that kill it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a process may take to say that it is there.
const START: Duration = Duration::from_secs(60);

/// A running bridge. Dropping it kills it.
pub struct Bridge {
    child: Child,
    base: String,
    http: reqwest::Client,
}

impl Bridge {
    /// Starts the bridge that cargo built for these tests.
    pub async fn start(binary: &str, data_dir: &Path, api: &str, pages: &str) -> Self {
        let mut child = Command::new(binary)
            .arg("--data-dir")
            .arg(data_dir)
            .args(["--hubspot-api", api, "--hubspot-pages", pages])
            .args(["--keyring", "passphrase:correct horse battery staple"])
            .arg("--until-stdin-closes")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the bridge starts");
        let stdout = child.stdout.take().expect("its output is piped");
        let mut lines = BufReader::new(stdout).lines();
        let first = tokio::time::timeout(START, lines.next_line());
        let line = first.await.expect("the bridge says where it is in time");
        let line = line.unwrap().expect("the bridge says where it is");
        let said: Value = serde_json::from_str(&line).unwrap();
        Self {
            child,
            base: said["base"].as_str().unwrap().to_owned(),
            http: crate::desk::http(),
        }
    }

    /// Calls a command: its answer, or its problem.
    pub async fn call(&self, name: &str, args: Value) -> Result<Value, Value> {
        let sent = self.http.post(format!("{}/rpc", self.base));
        let sent = sent.json(&json!({"name": name, "args": args})).send();
        let answer: Value = sent.await.unwrap().json().await.unwrap();
        match answer.get("ok") {
            Some(ok) => Ok(ok.clone()),
            None => Err(answer["problem"].clone()),
        }
    }

    /// Ends it as a power cut would.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("the bridge is killed");
    }
}
