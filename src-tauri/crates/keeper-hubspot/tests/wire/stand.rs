//! A server that answers with canned bytes and keeps what it was asked.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What is done once a request has been read.
#[derive(Clone)]
pub enum Canned {
    /// These bytes, then the end.
    Bytes(Vec<u8>),
    /// A head that promises a gigabyte, then as much as is taken.
    Gigabyte,
    /// Nothing at all, for good.
    Silence,
    /// These bytes, then nothing, for good.
    Stall(Vec<u8>),
    /// The connection is reset.
    Reset,
}

impl Canned {
    pub fn json(http_status: u16, body: &str) -> Self {
        Self::typed(http_status, "application/json;charset=utf-8", body, "")
    }

    /// With further header lines, each ending in CRLF.
    pub fn typed(http_status: u16, kind: &str, body: &str, headers: &str) -> Self {
        Self::Bytes(
            format!(
                "HTTP/1.1 {http_status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
                 {headers}Connection: close\r\n\r\n{body}",
                body.len()
            )
            .into_bytes(),
        )
    }
}

/// A running server; it ends with its runtime.
pub struct Stand {
    pub base: String,
    asked: Arc<Mutex<Vec<String>>>,
    sent: Arc<Mutex<usize>>,
}

impl Stand {
    /// Answers by method and path, as in `POST /oauth/v3/token`.
    pub async fn start<F>(answer: F) -> Self
    where
        F: Fn(&str) -> Canned + Send + Sync + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stand = Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            asked: Arc::default(),
            sent: Arc::default(),
        };
        let (asked, sent) = (Arc::clone(&stand.asked), Arc::clone(&stand.sent));
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (asked, sent) = (Arc::clone(&asked), Arc::clone(&sent));
                let answer = Arc::clone(&answer);
                tokio::spawn(async move { serve(stream, &asked, &sent, &*answer).await });
            }
        });
        stand
    }

    /// Answers everything alike.
    pub async fn always(canned: Canned) -> Self {
        Self::start(move |_| canned.clone()).await
    }

    /// The requests so far, head and body as they came.
    pub fn asked(&self) -> Vec<String> {
        lock(&self.asked).clone()
    }

    /// How many bytes of a gigabyte were taken.
    pub fn taken(&self) -> usize {
        *lock(&self.sent)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(
    mut stream: TcpStream,
    asked: &Mutex<Vec<String>>,
    sent: &Mutex<usize>,
    answer: &(dyn Fn(&str) -> Canned + Send + Sync),
) {
    let Some(request) = read(&mut stream).await else {
        return;
    };
    let line: Vec<_> = request.split(' ').take(2).collect();
    let canned = answer(&line.join(" "));
    lock(asked).push(request);
    match canned {
        Canned::Bytes(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Canned::Gigabyte => pour(&mut stream, sent).await,
        Canned::Silence => std::future::pending().await,
        Canned::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            std::future::pending().await
        }
        Canned::Reset => {
            let _ = stream.set_zero_linger();
        }
    }
}

async fn pour(stream: &mut TcpStream, sent: &Mutex<usize>) {
    const LENGTH: usize = 1 << 30;
    let head = format!(
        "HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: {LENGTH}\r\n\r\n"
    );
    let _ = stream.write_all(head.as_bytes()).await;
    let piece = [b' '; 16 * 1024];
    for _ in 0..LENGTH / piece.len() {
        if stream.write_all(&piece).await.is_err() {
            return;
        }
        *lock(sent) += piece.len();
    }
}

async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && body.len() >= content_length(head)
        {
            return Some(text);
        }
        let mut piece = [0; 4096];
        let reading = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut piece));
        match reading.await {
            Ok(Ok(length)) if length > 0 => bytes.extend_from_slice(&piece[..length]),
            _ => return None,
        }
    }
}

fn content_length(head: &str) -> usize {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or_default()
}
