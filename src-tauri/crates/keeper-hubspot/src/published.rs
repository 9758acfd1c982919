//! A page that somebody published, fetched to be looked at: no secret goes
//! there, no redirect is followed, and no more is read than is worth comparing.

use keeper_core::Problem;

use crate::options::Options;
use crate::transport;

/// Longer pages are cut off there; the ones that are looked for are far
/// shorter.
const LIMIT: usize = 64 * 1024;

/// What stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The HTTP status.
    pub http_status: u16,
    /// Where it leads on, if it does.
    pub location: Option<String>,
    /// The body, or its beginning.
    pub body: Vec<u8>,
}

/// Fetches a page; a page on this machine never by a proxy. An answer that
/// doesn't come is told by its causes, without the address.
///
/// # Errors
/// What keeps the client from being made.
pub async fn fetch(url: &str, options: &Options) -> Result<Result<Published, String>, Problem> {
    let client = transport::for_page(url, options)?;
    Ok(read(&client, url).await.map_err(transport::cause))
}

async fn read(client: &reqwest::Client, url: &str) -> Result<Published, reqwest::Error> {
    let mut response = client.get(url).send().await?;
    let location = response.headers().get(reqwest::header::LOCATION);
    let location = location.and_then(|value| value.to_str().ok());
    let location = location.map(str::to_owned);
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await? {
        body.extend_from_slice(&piece);
        if body.len() > LIMIT {
            break;
        }
    }
    body.truncate(LIMIT);
    Ok(Published {
        http_status: response.status().as_u16(),
        location,
        body,
    })
}
