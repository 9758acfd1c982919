//! A proxy on this machine that opens what is encrypted, as those of companies
//! do: whoever is connected through it to HubSpot meets a certificate for
//! HubSpot's API that an authority of the proxy's own has signed.

use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

const HOST: &str = "api.hubapi.com";
/// What HubSpot says to a call without a token.
const ANSWER: &[u8] = b"HTTP/1.1 401 X\r\nContent-Type: application/json\r\n\
    Content-Length: 2\r\nConnection: close\r\n\r\n{}";
const CONNECTED: &[u8] = b"HTTP/1.1 200 X\r\n\r\n";
const REFUSED: &[u8] = b"HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\
    Content-Length: 0\r\nConnection: close\r\n\r\n";

/// The proxy. Dropping it ends it.
pub struct Tunnel {
    /// Host and port.
    pub address: String,
    /// Its authority's certificate, in PEM.
    pub authority: String,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

/// What came to it.
#[derive(Default)]
struct Seen {
    /// The credentials of each connection, as the header has them.
    credentials: Mutex<Vec<Option<String>>>,
    /// The first line of each request that could be read.
    requests: Mutex<Vec<String>>,
}

impl Tunnel {
    /// Starts one that connects whoever comes, or whoever brings this
    /// `Proxy-Authorization`.
    pub async fn start(wanted: Option<&str>) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let acceptor = acceptor(&authority);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::<Seen>::default();
        let serving = serve(
            listener,
            acceptor,
            wanted.map(str::to_owned),
            Arc::clone(&seen),
        );
        Self {
            address,
            authority: authority.pem(),
            seen,
            task: tokio::spawn(serving),
        }
    }

    /// Takes what was brought since the last time, connection by connection.
    pub fn take_credentials(&self) -> Vec<Option<String>> {
        std::mem::take(&mut self.seen.credentials.lock().unwrap())
    }

    /// The first lines of the requests that it could read.
    pub fn requests(&self) -> Vec<String> {
        self.seen.requests.lock().unwrap().clone()
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn acceptor(authority: &CertifiedIssuer<'_, KeyPair>) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    wanted: Option<String>,
    seen: Arc<Seen>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptor, wanted) = (acceptor.clone(), wanted.clone());
        let seen = Arc::clone(&seen);
        // Whoever goes away in the midst of it has seen enough.
        tokio::spawn(async move { connect(stream, acceptor, wanted, &seen).await.ok() });
    }
}

async fn connect(
    mut stream: TcpStream,
    acceptor: TlsAcceptor,
    wanted: Option<String>,
    seen: &Seen,
) -> std::io::Result<()> {
    let head = head(&mut stream).await?;
    let brought = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let is_it = name.eq_ignore_ascii_case("proxy-authorization");
        is_it.then(|| value.to_owned())
    });
    let is_let_in = wanted.is_none() || brought == wanted;
    seen.credentials.lock().unwrap().push(brought);
    if !is_let_in {
        return stream.write_all(REFUSED).await;
    }
    stream.write_all(CONNECTED).await?;
    let mut opened = acceptor.accept(stream).await?;
    let head = self::head(&mut opened).await?;
    let first = head.lines().next().unwrap_or_default().to_owned();
    seen.requests.lock().unwrap().push(first);
    opened.write_all(ANSWER).await?;
    opened.shutdown().await
}

/// The head of a request, to its empty line.
async fn head(stream: &mut (impl AsyncReadExt + Unpin)) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}
