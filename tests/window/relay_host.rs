//! Somebody's static host on https, for the one relay page: the browser believes that it is
//! `relay.example`.

use std::net::Ipv4Addr;
use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::failure::Held;
use crate::waiting::within;

/// The name that the browser finds it under.
pub const NAME: &str = "relay.example";

/// A host that runs; what it serves is uploaded later.
pub struct RelayHost {
    page: watch::Sender<Vec<u8>>,
    /// Where it listens.
    pub port: u16,
}

impl RelayHost {
    /// Runs, with a certificate that it signed itself, as long as the test goes on.
    pub async fn start() -> Held<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let page = watch::Sender::new(answer("<!doctype html><title>Nothing yet</title>"));
        tokio::spawn(accept(listener, acceptor()?, page.subscribe()));
        Ok(Self { page, port })
    }

    /// From now on serves `page` at every path.
    pub fn publish(&self, page: &str) {
        self.page.send_replace(answer(page));
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, page: watch::Receiver<Vec<u8>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptor, page) = (acceptor.clone(), page.borrow().clone());
        tokio::spawn(async move { within("one visit", serve(stream, acceptor, &page)).await });
    }
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, page: &[u8]) -> Held {
    let mut stream = acceptor.accept(stream).await?;
    let mut request = [0; 8 * 1024];
    // One read holds a whole GET.
    let _ = stream.read(&mut request).await?;
    stream.write_all(page).await?;
    Ok(stream.shutdown().await?)
}

fn answer(page: &str) -> Vec<u8> {
    let length = page.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    );
    [head, page.to_owned()].concat().into_bytes()
}

fn acceptor() -> Held<TlsAcceptor> {
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(vec![NAME.to_owned()])?.self_signed(&key)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
