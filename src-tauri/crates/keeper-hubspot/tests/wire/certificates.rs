//! A22: who has the wrong certificate is told nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use keeper_core::Code;
use keeper_core::needs::HubSpot;
use keeper_hubspot::Authority;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::*;

/// A server with a certificate for `name`, signed by an authority of its own.
struct Secured {
    base: String,
    authority: Vec<u8>,
    /// How many requests got through to it.
    told: Arc<AtomicUsize>,
}

impl Secured {
    async fn start(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let acceptor = acceptor(name, &authority);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = Arc::new(AtomicUsize::new(0));
        tokio::spawn(serve(listener, acceptor, Arc::clone(&told)));
        Self {
            base: format!("https://localhost:{port}"),
            authority: authority.pem().into_bytes(),
            told,
        }
    }

    fn client(&self, trusted: Vec<Vec<u8>>) -> OverHttp {
        let read = |pem: &Vec<u8>| Authority::read_pem(pem).unwrap();
        let options = Options {
            authorities: trusted.iter().flat_map(read).collect(),
            ..Options::default()
        };
        OverHttp::build(Target::parse(&self.base).unwrap(), &options).unwrap()
    }
}

fn acceptor(name: &str, authority: &CertifiedIssuer<'_, KeyPair>) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
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

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, told: Arc<AtomicUsize>) {
    const ANSWER: &[u8] = b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\n\
        Content-Length: 16\r\nConnection: close\r\n\r\n{\"active\":false}";
    while let Ok((stream, _)) = listener.accept().await {
        let Ok(mut stream) = acceptor.accept(stream).await else {
            continue;
        };
        let mut piece = [0; 4096];
        if matches!(stream.read(&mut piece).await, Ok(length) if length > 0) {
            told.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(ANSWER).await;
            let _ = stream.shutdown().await;
        }
    }
}

async fn is_refused(secured: &Secured, hubspot: &OverHttp) {
    let failure = hubspot.introspect(&present(), &access_token()).await;
    let failure = failure.unwrap_err();
    assert_eq!(failure.problem.code, Code::HubSpotUnreachable);
    assert_eq!(secured.told.load(Ordering::SeqCst), 0, "a secret was told");
    let detail = failure.problem.detail.unwrap();
    assert!(
        detail.contains("certificate"),
        "the cause is told: {detail}"
    );
}

#[tokio::test]
async fn a22_an_unknown_authority() {
    let secured = Secured::start("localhost").await;
    is_refused(&secured, &secured.client(Vec::new())).await;
    let stranger = Secured::start("localhost").await;
    is_refused(&secured, &secured.client(vec![stranger.authority])).await;
}

#[tokio::test]
async fn a22_another_name() {
    let secured = Secured::start("elsewhere.example").await;
    let trusting = secured.client(vec![secured.authority.clone()]);
    is_refused(&secured, &trusting).await;
}

#[tokio::test]
async fn a_look_tells_a_certificate_from_a_closed_door() {
    let secured = Secured::start("localhost").await;
    let seen = secured.client(Vec::new()).look(ApiVersion::V2026_09).await;
    assert_eq!(seen.unwrap_err().code, Code::HubSpotCertificateRefused);
    let closed = Target::parse("http://127.0.0.1:9").unwrap();
    let closed = OverHttp::build(closed, &Options::default()).unwrap();
    let seen = closed.look(ApiVersion::V2026_09).await;
    assert_eq!(seen.unwrap_err().code, Code::HubSpotUnreachable);
}

#[tokio::test]
async fn an_extra_authority_is_trusted() {
    let secured = Secured::start("localhost").await;
    let hubspot = secured.client(vec![secured.authority.clone()]);
    let answer = hubspot.introspect(&present(), &access_token()).await;
    assert!(!answer.unwrap().active);
}

#[test]
fn an_authority_is_told_by_its_subject_and_its_fingerprint() {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name = DistinguishedName::new();
    let subject = "Old Mill\u{202e} CA";
    params.distinguished_name.push(DnType::CommonName, subject);
    let key = KeyPair::generate().unwrap();
    let made = CertifiedIssuer::self_signed(params, &key).unwrap();
    let file = format!("{}{}", key.serialize_pem(), made.pem());
    let read = Authority::read_pem(file.as_bytes()).unwrap();
    assert_eq!(read.len(), 1, "a key in the file is no certificate");
    assert_eq!(read[0].subject, "CN=Old Mill CA");
    assert_eq!(read[0].sha256.len(), 64);
    assert_eq!(
        Authority::from_der(read[0].der().to_vec()).unwrap(),
        read[0]
    );
}

#[test]
fn certificates_that_cannot_be_read_are_said() {
    let no_base64 = "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n";
    let no_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in ["", "none", no_base64, no_certificate] {
        let problem = Authority::read_pem(pem.as_bytes()).unwrap_err();
        assert_eq!(problem.code, Code::CertificatesUnreadable, "{pem}");
    }
}
