//! The bridge as a process, for tests that kill it or look at it from outside.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use crate::display::Display;

/// How long a process may take to say that it is there, or to end.
const START: Duration = Duration::from_secs(60);

/// How a bridge is started.
pub struct Start<'a> {
    /// The binary that cargo built for these tests.
    pub binary: &'a str,
    /// Its data directory.
    pub data_dir: &'a Path,
    /// What stands in for HubSpot's API and for its pages; with neither the bridge opens
    /// HubSpot's own world, with Practice HubSpot in its process.
    pub hubspot: Option<(&'a str, &'a str)>,
    /// Its `--log`.
    pub log: &'a str,
    /// What is set in its environment besides.
    pub environment: &'a [(&'a str, &'a str)],
}

/// A running bridge. Dropping it kills it.
pub struct Bridge {
    child: Child,
    base: String,
    data_dir: PathBuf,
    http: reqwest::Client,
    output: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

impl Bridge {
    /// Starts the bridge that cargo built for these tests.
    pub async fn start(binary: &str, data_dir: &Path, api: &str, pages: &str) -> Self {
        let log = "debug";
        let start = Start {
            binary,
            data_dir,
            hubspot: Some((api, pages)),
            log,
            environment: &[],
        };
        let started = Self::try_start(start).await;
        started.unwrap_or_else(|(status, output)| panic!("the bridge ended, {status}: {output}"))
    }

    /// Starts a bridge, or says how it ended and what it said.
    ///
    /// # Errors
    /// Its exit status and its output, when it ends before it serves.
    pub async fn try_start(start: Start<'_>) -> Result<Self, (ExitStatus, String)> {
        let child = command(&start).spawn().expect("the bridge starts");
        Self::await_start(child, start.data_dir).await
    }

    /// Starts a bridge on a display, with a clock that the test moves.
    ///
    /// # Errors
    /// As [`Bridge::try_start`].
    pub async fn try_start_on(
        display: &Display,
        start: Start<'_>,
    ) -> Result<Self, (ExitStatus, String)> {
        let mut command = command(&start);
        command.env("DISPLAY", display.name());
        command.args(["--clock", "hand"]);
        let child = command.spawn().expect("the bridge starts");
        Self::await_start(child, start.data_dir).await
    }

    async fn await_start(mut child: Child, data_dir: &Path) -> Result<Self, (ExitStatus, String)> {
        let output = Arc::<Mutex<String>>::default();
        let stderr = child.stderr.take().expect("its errors are piped");
        let stdout = child.stdout.take().expect("its output is piped");
        let mut readers = vec![collect(BufReader::new(stderr), Arc::clone(&output))];
        let mut stdout = BufReader::new(stdout);
        let mut first = String::new();
        let reading = tokio::time::timeout(START, stdout.read_line(&mut first));
        let length = reading.await.expect("the bridge says where it is in time");
        if length.expect("its output can be read") == 0 {
            let ended = tokio::time::timeout(START, child.wait()).await;
            let status = ended.expect("the bridge ends in time").unwrap();
            join(readers).await;
            return Err((status, told(&output)));
        }
        let said: Value = serde_json::from_str(&first).unwrap();
        readers.push(collect(stdout, Arc::clone(&output)));
        Ok(Self {
            child,
            base: said["base"].as_str().unwrap().to_owned(),
            data_dir: data_dir.to_path_buf(),
            http: crate::desk::http(),
            output,
            readers,
        })
    }

    /// Calls a command: its answer, or its problem.
    pub async fn call(&self, name: &str, args: Value) -> Result<Value, Value> {
        let answered = self.attempt(name, args).await;
        answered.expect("the bridge answers")
    }

    /// The same, of a bridge that may end before it answers.
    pub async fn attempt(&self, name: &str, args: Value) -> Option<Result<Value, Value>> {
        let sent = self.http.post(format!("{}/rpc", self.base));
        let sent = sent.json(&json!({"name": name, "args": args})).send();
        let answer: Value = sent.await.ok()?.json().await.ok()?;
        Some(match answer.get("ok") {
            Some(ok) => Ok(ok.clone()),
            None => Err(answer["problem"].clone()),
        })
    }

    /// Moves the clock of one that was started with a hand on it.
    pub async fn advance(&self, seconds: u64) {
        let order = json!({"advance_s": seconds});
        let sent = self.http.post(format!("{}/clock", self.base)).json(&order);
        let answer = sent.send().await.expect("the bridge answers");
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// What it tells from now on.
    pub async fn events(&self) -> Events {
        let sent = self.http.get(format!("{}/events", self.base)).send();
        Events(sent.await.expect("the bridge answers"))
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id().expect("the bridge runs")
    }

    /// Its data directory.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Ends it as a power cut would.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("the bridge is killed");
    }

    /// Ends it as its owner would; everything that it wrote to standard output
    /// (but its first line) and to standard error.
    pub async fn end(mut self) -> String {
        drop(self.child.stdin.take());
        let ended = tokio::time::timeout(START, self.child.wait()).await;
        ended.expect("the bridge ends in time").unwrap();
        join(std::mem::take(&mut self.readers)).await;
        told(&self.output)
    }
}

/// What a bridge tells.
pub struct Events(reqwest::Response);

impl Events {
    /// The next event of a name, in the text of the stream.
    pub async fn until(&mut self, name: &str) -> String {
        let wanted = format!("\"event\":\"{name}\"");
        loop {
            let piece = self.0.chunk().await.expect("the bridge tells it in time");
            let piece = piece.expect("the bridge lives");
            let text = String::from_utf8_lossy(&piece).into_owned();
            if text.contains(&wanted) {
                return text;
            }
        }
    }
}

fn command(start: &Start<'_>) -> Command {
    let target = start
        .hubspot
        .map(|(api, pages)| ["--hubspot-api", api, "--hubspot-pages", pages]);
    let mut command = Command::new(start.binary);
    command
        .arg("--data-dir")
        .arg(start.data_dir)
        .args(target.into_iter().flatten())
        .args(["--keyring", "passphrase:correct horse battery staple"])
        .args(["--log", start.log, "--until-stdin-closes"])
        .envs(home_in(start.data_dir))
        .envs(start.environment.iter().copied())
        // The clipboard of whoever runs the tests is none of theirs.
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// A home of its own: what a bridge registers with the desktop goes nowhere else.
fn home_in(data_dir: &Path) -> [(&'static str, PathBuf); 3] {
    let home = data_dir.join("home");
    [
        ("XDG_DATA_HOME", home.join("share")),
        ("XDG_CONFIG_HOME", home.join("config")),
        ("HOME", home),
    ]
}

/// Reads on until the other end is closed.
fn collect<R>(reader: BufReader<R>, output: Arc<Mutex<String>>) -> JoinHandle<()>
where
    R: AsyncRead + Send + Unpin + 'static,
{
    tokio::spawn(async move {
        let mut lines = reader.lines();
        while let Ok(Some(line)) = lines.next_line().await {
            let mut output = output.lock().unwrap();
            output.push_str(&line);
            output.push('\n');
        }
    })
}

async fn join(readers: Vec<JoinHandle<()>>) {
    for reader in readers {
        reader.await.expect("its output was read");
    }
}

fn told(output: &Mutex<String>) -> String {
    output.lock().unwrap().clone()
}
