//! Processes that the tests start, and end by their own number.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use crate::failure::{Failure, Held};
use crate::waiting::within;

/// A program to start, with its output in a log of its own.
pub struct Program {
    name: String,
    command: Command,
    log: File,
}

/// A started program. It ends, with all that it started, when this is dropped.
pub struct Running {
    name: String,
    child: Child,
}

impl Program {
    /// A program whose stderr goes to `logs/<name>.log`.
    pub fn new(logs: &Path, name: &str, program: impl AsRef<std::ffi::OsStr>) -> Held<Self> {
        fs::create_dir_all(logs)?;
        let log = File::options()
            .create(true)
            .append(true)
            .open(logs.join(format!("{name}.log")))?;
        let mut command = Command::new(program);
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log.try_clone()?);
        command.kill_on_drop(true);
        Ok(Self {
            name: name.to_owned(),
            command,
            log,
        })
    }

    /// Adds arguments.
    pub fn args<S: AsRef<std::ffi::OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    /// Replaces the environment.
    pub fn environment(mut self, variables: &[(String, String)]) -> Self {
        self.command
            .env_clear()
            .envs(variables.iter().map(|(name, value)| (name, value)));
        self
    }

    /// Starts it and lets it run.
    pub fn start(mut self) -> Held<Running> {
        let child = self.command.spawn();
        let child = child.map_err(|error| Failure::from(error).while_trying(&self.name))?;
        Ok(Running {
            name: self.name,
            child,
        })
    }

    /// Starts it and waits for the first line on its stdout; the rest is read away.
    pub async fn start_and_read(mut self) -> Held<(Running, String)> {
        self.command.stdout(Stdio::piped());
        let name = self.name.clone();
        let mut running = self.start()?;
        let stdout = running
            .child
            .stdout
            .take()
            .ok_or_else(|| Failure::new("no stdout"))?;
        let mut lines = BufReader::new(stdout).lines();
        let line = within(&name, async {
            lines
                .next_line()
                .await?
                .ok_or_else(|| Failure::new("ended without a word"))
        });
        let line = line.await?;
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok((running, line))
    }

    /// Starts it, writes `text` to its stdin and closes that.
    pub async fn start_and_write(mut self, text: &str) -> Held<Running> {
        self.command.stdin(Stdio::piped());
        let mut running = self.start()?;
        let stdin = running.child.stdin.take();
        let mut stdin = stdin.ok_or_else(|| Failure::new("no stdin"))?;
        stdin.write_all(text.as_bytes()).await?;
        stdin.shutdown().await?;
        Ok(running)
    }

    /// Runs it to its end and gives what it printed; a bad end is a failure.
    pub async fn finish(mut self) -> Held<String> {
        drop(self.log);
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let name = self.name;
        within(&name, async {
            let output = self.command.output().await?;
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            match output.status.success() {
                true => Ok(text),
                false => Err(Failure::new(format!(
                    "{} {text}{}",
                    output.status,
                    String::from_utf8_lossy(&output.stderr)
                ))),
            }
        })
        .await
    }
}

impl Running {
    /// Waits for it to end by itself and gives its exit code.
    pub async fn ended(&mut self) -> Held<i32> {
        let name = self.name.clone();
        within(&name, async {
            let status = self.child.wait().await?;
            status
                .code()
                .ok_or_else(|| Failure::new("ended by a signal"))
        })
        .await
    }

    /// Its number, while it runs.
    pub fn pid(&self) -> Option<i32> {
        self.child.id().and_then(|id| i32::try_from(id).ok())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for pid in self.pid().map(family).unwrap_or_default() {
            end(pid);
        }
    }
}

/// Ends one process at once, as a power cut would.
pub fn end(pid: i32) {
    send(pid, Signal::KILL);
}

/// Asks one process to end, as the end of a session does.
pub fn ask_to_end(pid: i32) {
    send(pid, Signal::TERM);
}

fn send(pid: i32, signal: Signal) {
    if let Some(pid) = Pid::from_raw(pid) {
        let _ = kill_process(pid, signal);
    }
}

/// Whether a process has let go of everything; that its parent hasn't noticed yet doesn't matter.
pub fn is_gone(pid: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(") ").map(|(_, rest)| rest);
    state.is_none_or(|state| state.starts_with(['Z', 'X']))
}

/// The processes whose program file is `program` and whose environment holds `mark`.
pub fn running_with(program: &Path, mark: &str) -> Vec<i32> {
    let runs =
        |pid: &i32| fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == program);
    let marked = |pid: &i32| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        String::from_utf8_lossy(&environment)
            .split('\0')
            .any(|one| one == mark)
    };
    parents()
        .into_iter()
        .map(|pair| pair.0)
        .filter(runs)
        .filter(marked)
        .collect()
}

/// A process and all its descendants, the oldest first.
fn family(pid: i32) -> Vec<i32> {
    let pairs = parents();
    let mut family = vec![pid];
    let mut next = 0;
    while let Some(&parent) = family.get(next) {
        family.extend(
            pairs
                .iter()
                .filter(|pair| pair.1 == parent)
                .map(|pair| pair.0),
        );
        next += 1;
    }
    family
}

fn parents() -> Vec<(i32, i32)> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok())
        .filter_map(|stat| {
            let (head, tail) = stat.rsplit_once(')')?;
            let pid = head.split_once(' ')?.0.parse().ok()?;
            Some((pid, tail.split_whitespace().nth(1)?.parse().ok()?))
        })
        .collect()
}
