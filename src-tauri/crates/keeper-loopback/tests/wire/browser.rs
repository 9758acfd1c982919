//! A browser, byte by byte.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::soon;

/// What came back.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Self {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .filter(|(held, _)| *held == name)
            .map(|(_, value)| value)
            .next()
    }
}

/// Sends bytes and reads to the end; none when nothing came back.
pub async fn send(port: u16, bytes: &[u8]) -> Option<Reply> {
    let mut stream = connect(port).await;
    let _ = soon(stream.write_all(bytes)).await;
    read(&mut stream).await
}

pub async fn connect(port: u16) -> TcpStream {
    soon(TcpStream::connect(("127.0.0.1", port))).await.unwrap()
}

pub async fn read(stream: &mut TcpStream) -> Option<Reply> {
    let mut bytes = Vec::new();
    let _ = soon(stream.read_to_end(&mut bytes)).await;
    Reply::parse(&bytes)
}

/// A plain navigation by a browser without fetch metadata.
pub fn request(port: u16, target: &str) -> String {
    with(port, target, "")
}

/// With further header lines, each ending in CRLF.
pub fn with(port: u16, target: &str, headers: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}\r\n")
}

/// A navigation as Chromium sends it on the way back from HubSpot.
pub fn navigation(port: u16, target: &str) -> String {
    with(
        port,
        target,
        "Connection: keep-alive\r\nUpgrade-Insecure-Requests: 1\r\nUser-Agent: X\r\n\
         Accept: text/html\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n\
         Sec-Fetch-User: ?1\r\nSec-Fetch-Dest: document\r\nAccept-Language: en\r\n",
    )
}

pub async fn get(port: u16, target: &str) -> Reply {
    send(port, navigation(port, target).as_bytes())
        .await
        .unwrap()
}

/// The good hit, and the page that it is sent on to.
pub async fn arrive(port: u16, target: &str) -> (Reply, Reply) {
    let first = get(port, target).await;
    assert_eq!(first.status, 303, "{}", first.head);
    let location = first.header("Location").unwrap().to_owned();
    let second = get(port, &location).await;
    (first, second)
}
