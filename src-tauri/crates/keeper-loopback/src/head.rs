//! A request's head, as far as the rules look at it.

use tokio::io::{AsyncRead, AsyncReadExt};

/// The first byte of a TLS record that begins a handshake (RFC 8446, 5.1).
const TLS_HANDSHAKE: u8 = 0x16;
const HEADERS: usize = 64;
/// How much is read at a time, in bytes.
const PIECE: usize = 8 * 1024;

/// A request's first line and headers.
pub(crate) struct Head {
    pub method: String,
    /// The request target as it came.
    pub target: String,
    headers: Vec<(String, Vec<u8>)>,
}

impl Head {
    /// Every value of a header; `name` in lower case.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.headers
            .iter()
            .filter(move |(held, _)| held == name)
            .map(|(_, value)| value.as_slice())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The path, as it came, without the query.
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// Why no head came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// The browser spoke TLS: somebody wrote `https` for `http`.
    Tls,
    /// Longer than is read. Holds the request target as far as it came.
    TooLong(String),
    /// Not HTTP.
    Malformed,
    /// The connection ended first.
    Ended,
}

/// Reads one head of at most `limit` bytes. The caller sets the deadline.
pub(crate) async fn read(
    stream: &mut (impl AsyncRead + Unpin),
    limit: usize,
) -> Result<Head, Unread> {
    let mut bytes = Vec::with_capacity(PIECE);
    let mut piece = vec![0; PIECE];
    loop {
        let seen = bytes.len();
        let room = PIECE.min(limit - seen);
        let length = match stream.read(&mut piece[..room]).await {
            Ok(length) if length > 0 => length,
            Ok(_) | Err(_) => return Err(Unread::Ended),
        };
        bytes.extend_from_slice(&piece[..length]);
        if bytes.first() == Some(&TLS_HANDSHAKE) {
            return Err(Unread::Tls);
        }
        if has_blank_line(&bytes[seen.saturating_sub(3)..]) {
            return parse(&bytes);
        }
        if bytes.len() == limit {
            return Err(Unread::TooLong(target_of(&bytes)));
        }
    }
}

/// Looks only at what is new, so that a head that comes byte by byte costs no
/// more than one that comes whole.
fn has_blank_line(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == b"\n\n") || bytes.windows(3).any(|three| three == b"\n\r\n")
}

/// The target in a request line, also where the line isn't whole.
fn target_of(bytes: &[u8]) -> String {
    let line = bytes.split(|byte| *byte == b'\r' || *byte == b'\n').next();
    let target = line.and_then(|line| line.split(|byte| *byte == b' ').nth(1));
    String::from_utf8_lossy(target.unwrap_or_default()).into_owned()
}

/// Reads a whole head.
fn parse(bytes: &[u8]) -> Result<Head, Unread> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => Ok(Head {
            method: request.method.unwrap_or_default().to_owned(),
            target: request.path.unwrap_or_default().to_owned(),
            headers: request.headers.iter().map(kept).collect(),
        }),
        Err(httparse::Error::TooManyHeaders) => Err(Unread::TooLong(target_of(bytes))),
        Ok(httparse::Status::Partial) | Err(_) => Err(Unread::Malformed),
    }
}

fn kept(header: &httparse::Header<'_>) -> (String, Vec<u8>) {
    (header.name.to_ascii_lowercase(), header.value.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 2048;

    async fn unread(mut bytes: &[u8]) -> Unread {
        let head = read(&mut bytes, LIMIT).await;
        head.map(|head| head.target).unwrap_err()
    }

    #[tokio::test]
    async fn each_way_to_be_no_head_is_told_apart() {
        assert_eq!(unread(b"").await, Unread::Ended);
        assert_eq!(
            unread(b"GET / HTTP/1.1\r\nHost: a\r\n").await,
            Unread::Ended
        );
        assert_eq!(unread(b"\x16\x03\x01").await, Unread::Tls);
        assert_eq!(unread(b"nonsense\r\n\r\n").await, Unread::Malformed);
        let endless = vec![b'a'; LIMIT * 2];
        let long = [b"GET /".as_slice(), &endless].concat();
        let target = String::from_utf8_lossy(&long[4..LIMIT]).into_owned();
        assert_eq!(unread(&long).await, Unread::TooLong(target));
    }

    #[tokio::test]
    async fn a_head_that_just_fits_is_read() {
        let frame = "GET / HTTP/1.1\r\nX: \r\n\r\n".len();
        let value = "x".repeat(LIMIT - frame);
        let whole = format!("GET / HTTP/1.1\r\nX: {value}\r\n\r\n");
        let head = read(&mut whole.as_bytes(), LIMIT).await;
        assert!(head.is_ok_and(|head| head.has("x") && !head.has("y")));
    }
}
