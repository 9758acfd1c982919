//! Whose signature on a certificate counts: the system's own store, and the
//! authorities that a person chose in Settings.
//!
//! The environment doesn't count. `rustls-platform-verifier` reads the store of
//! a Unix system by `rustls-native-certs`, which lets `SSL_CERT_FILE` and
//! `SSL_CERT_DIR` replace it; so it is read here. On macOS and Windows the
//! system itself verifies.

use keeper_core::text::one_line;
use keeper_core::{Code, Problem, Timestamp};
use reqwest::{Certificate, ClientBuilder};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// What names certificates in the environment of other programs.
const IGNORED_VARIABLES: [&str; 3] = ["SSL_CERT_FILE", "SSL_CERT_DIR", "NIX_SSL_CERT_FILE"];
/// The longest subject that is shown.
const SUBJECT_LIMIT: usize = 200;

/// A certificate that is trusted besides the system's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    der: Vec<u8>,
    /// Whose it is, as RFC 4514 writes it.
    pub subject: String,
    /// SHA-256 of the whole certificate, in capital hexadecimal digits.
    pub sha256: String,
    /// The end of its validity.
    pub expires_at: Timestamp,
}

impl Authority {
    /// The certificates in a PEM file; whatever else is in it is left out.
    ///
    /// # Errors
    /// [`Code::CertificatesUnreadable`] when there is none, or one that can't
    /// be read.
    pub fn read_pem(pem: &[u8]) -> Result<Vec<Self>, Problem> {
        let found = CertificateDer::pem_slice_iter(pem);
        let read = found.map(|der| Self::from_der(der.map_err(unreadable)?.to_vec()));
        let authorities = read.collect::<Result<Vec<_>, _>>()?;
        match authorities.is_empty() {
            true => Err(Code::CertificatesUnreadable.into()),
            false => Ok(authorities),
        }
    }

    /// # Errors
    /// [`Code::CertificatesUnreadable`].
    pub fn from_der(der: Vec<u8>) -> Result<Self, Problem> {
        let mut store = RootCertStore::empty();
        store
            .add(CertificateDer::from(der.as_slice()))
            .map_err(unreadable)?;
        let (_, parsed) = X509Certificate::from_der(&der).map_err(unreadable)?;
        let seconds = parsed.validity().not_after.timestamp();
        Ok(Self {
            subject: one_line(&parsed.subject().to_string(), SUBJECT_LIMIT),
            sha256: Sha256::digest(&der)
                .iter()
                .map(|byte| format!("{byte:02X}"))
                .collect(),
            expires_at: Timestamp::from_millis(seconds.saturating_mul(1000)),
            der,
        })
    }

    /// The certificate itself.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

/// The variables that are set and don't count.
#[must_use]
pub fn ignored_variables() -> Vec<&'static str> {
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    IGNORED_VARIABLES.into_iter().filter(is_set).collect()
}

/// Trusts these alone.
pub(crate) fn only(
    builder: ClientBuilder,
    authorities: &[Authority],
) -> Result<ClientBuilder, Problem> {
    Ok(builder.tls_certs_only(certificates(authorities)?))
}

/// Trusts the system's and these.
///
/// # Errors
/// [`Code::CertificatesUnreadable`].
#[cfg(all(unix, not(target_vendor = "apple")))]
pub(crate) fn besides_system(
    builder: ClientBuilder,
    authorities: &[Authority],
) -> Result<ClientBuilder, Problem> {
    let mut all = store::certificates();
    all.extend(certificates(authorities)?);
    Ok(builder.tls_certs_only(all))
}

/// Trusts the system's and these.
///
/// # Errors
/// [`Code::CertificatesUnreadable`].
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
pub(crate) fn besides_system(
    builder: ClientBuilder,
    authorities: &[Authority],
) -> Result<ClientBuilder, Problem> {
    Ok(builder.tls_certs_merge(certificates(authorities)?))
}

fn certificates(authorities: &[Authority]) -> Result<Vec<Certificate>, Problem> {
    let read = |authority: &Authority| Certificate::from_der(&authority.der).map_err(unreadable);
    authorities.iter().map(read).collect()
}

fn unreadable(cause: impl std::fmt::Display) -> Problem {
    Problem::new(Code::CertificatesUnreadable).because(cause)
}

#[cfg(all(unix, not(target_vendor = "apple")))]
mod store {
    //! The store of a Unix system without one of its own: files where its
    //! distribution puts them.

    use std::path::Path;

    use reqwest::Certificate;
    use rustls::RootCertStore;
    use rustls::pki_types::CertificateDer;
    use rustls_native_certs::load_certs_from_paths;

    /// Bundles of distributions that have no folder of single certificates.
    const BUNDLES: [&str; 3] = [
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ];

    /// A system without any has none: the program starts, and each call says
    /// why it fails.
    pub(super) fn certificates() -> Vec<Certificate> {
        let mut found: Vec<CertificateDer<'static>> = Vec::new();
        for folder in openssl_probe::candidate_cert_dirs() {
            found.extend(load_certs_from_paths(None, Some(folder)).certs);
        }
        for bundle in BUNDLES.map(Path::new).into_iter().filter(|it| it.exists()) {
            found.extend(load_certs_from_paths(Some(bundle), None).certs);
        }
        found.sort_unstable_by(|one, other| one.as_ref().cmp(other.as_ref()));
        found.dedup();
        let mut usable = RootCertStore::empty();
        found.retain(|der| usable.add(der.clone()).is_ok());
        found
            .iter()
            .filter_map(|der| Certificate::from_der(der).ok())
            .collect()
    }
}
