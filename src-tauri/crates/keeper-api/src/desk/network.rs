//! The way to HubSpot: the proxy and its credentials, and who is trusted.

use std::path::PathBuf;
use std::sync::Arc;

use keeper_core::error::{Code, Problem};
use keeper_core::needs::{Change, Vault};
use keeper_core::secret::SecretSetting;
use keeper_hubspot::{Authority, trust, way};

use super::Desk;
use super::settings::put;
use crate::disk;
use crate::network;
use crate::requests::ProxyCredentialsRequest;
use crate::views::{CertificateView, NetworkView, ProxyInForceView, SettingsView};
use crate::world::World;

/// The certificates that a person chose.
const CERTIFICATES: &str = "certificates";
/// The URL of the proxy with its credentials, sealed.
const PROXY: &str = "proxy";

/// The way to HubSpot, and what of the settings couldn't be followed.
pub(super) struct Way {
    pub options: keeper_hubspot::Options,
    /// Why the certificates aren't trusted.
    pub problem: Option<Problem>,
}

impl Desk {
    /// # Errors
    /// [`Code::SettingsUnreadable`], [`Code::ProxyShape`]: nobody is called
    /// then.
    pub(super) async fn way(&self, settings: &SettingsView) -> Result<Way, Problem> {
        if self.are_settings_unreadable() {
            return Err(Code::SettingsUnreadable.into());
        }
        let sealed = self.proxy_credentials().await;
        let (authorities, problem) = match self.authorities(settings).await {
            Ok(authorities) => (authorities, None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
        let options = network::options(settings, sealed.as_ref(), authorities)?;
        Ok(Way { options, problem })
    }

    /// The way as the settings have it now.
    ///
    /// # Errors
    /// As [`Desk::way`]; what the vault can't read.
    pub async fn way_now(&self) -> Result<keeper_hubspot::Options, Problem> {
        Ok(self.way(&self.settings().await?).await?.options)
    }

    /// None while the vault is locked.
    async fn proxy_credentials(&self) -> Option<SecretSetting> {
        let sealed = self.base.store.sealed_setting(PROXY).await;
        sealed.unwrap_or_else(|problem| {
            if problem.code != Code::VaultLocked {
                tracing::warn!(%problem, "the proxy's credentials can't be read");
            }
            None
        })
    }

    async fn authorities(&self, settings: &SettingsView) -> Result<Vec<Authority>, Problem> {
        let Some(path) = &settings.certificates else {
            return Ok(Vec::new());
        };
        let kept = self.base.store.setting(CERTIFICATES.into()).await?;
        let kept = kept.ok_or_else(|| Problem::new(Code::CertificatesUnreadable));
        kept.and_then(|text| network::from_kept(&text))
            .map_err(|problem| problem.with("path", path.as_str()))
    }

    /// Makes a world take the way that the settings have. Where there is none,
    /// it calls nobody.
    pub(super) async fn lead(&self, world: &World, settings: &SettingsView) {
        let way = self.way(settings).await;
        let led = way.and_then(|way| world.hubspot.reconfigure(&way.options));
        if let Err(problem) = led {
            tracing::warn!(%problem, "HubSpot isn't called");
            world.hubspot.refuse(problem);
        }
    }

    /// Leads all worlds anew whenever the vault with the proxy's credentials
    /// was opened or locked.
    pub(super) fn lead_with_vault(self: &Arc<Self>) {
        let desk = Arc::downgrade(self);
        self.base.door.before_telling(move || {
            let desk = desk.clone();
            Box::pin(async move {
                if let Some(desk) = desk.upgrade() {
                    desk.lead_all().await;
                }
            })
        });
    }

    async fn lead_all(&self) {
        let _one_at_a_time = self.settings_change.lock().await;
        match self.settings().await {
            Ok(settings) => {
                for world in self.open_worlds() {
                    self.lead(&world, &settings).await;
                }
            }
            Err(problem) => tracing::warn!(%problem, "the way to HubSpot stays as it is"),
        }
    }

    /// What changes with the way: credentials that were typed are sealed, and
    /// those of another proxy are wiped.
    pub(super) async fn changes_of_way(
        &self,
        before: &SettingsView,
        after: &SettingsView,
        typed: Option<SecretSetting>,
    ) -> Result<Vec<Change>, Problem> {
        let mut changes = Vec::new();
        let is_same = network::is_same_proxy(&before.proxy_url, &after.proxy_url);
        if typed.is_some() || (!is_same && self.base.store.has_sealed_setting(PROXY).await?) {
            changes.push(seal(typed));
        }
        if before.certificates.is_some() && after.certificates.is_none() {
            changes.push(put(CERTIFICATES, network::to_kept(&[])?));
        }
        Ok(changes)
    }

    /// What changes when the settings are forgotten. A locked vault's
    /// credentials stay, for their own proxy.
    pub(super) async fn changes_of_no_way(&self) -> Result<Vec<Change>, Problem> {
        let mut changes = vec![put(CERTIFICATES, network::to_kept(&[])?)];
        if self.base.store.is_open() {
            changes.push(seal(None));
        }
        Ok(changes)
    }

    /// Copies the certificates in a file that a person chose, and trusts them
    /// besides the system's. The file isn't needed any more.
    ///
    /// # Errors
    /// [`Code::CertificatesUnreadable`], [`Code::SettingsUnreadable`]; what the
    /// vault can't save.
    pub async fn take_certificates(&self, path: PathBuf) -> Result<SettingsView, Problem> {
        let name = path.display().to_string();
        let authorities = disk::read(move || network::read_certificates(&path)).await?;
        let _one_at_a_time = self.settings_change.lock().await;
        let settings = SettingsView {
            certificates: Some(name),
            ..self.readable_settings().await?
        };
        let kept = put(CERTIFICATES, network::to_kept(&authorities)?);
        self.keep_settings(&settings, vec![kept], true).await?;
        Ok(settings)
    }

    /// Copies certificates that an earlier version read where they were. Where
    /// that isn't possible they aren't trusted, and Settings says so.
    pub(super) async fn take_certificates_of_earlier_version(&self) -> Result<(), Problem> {
        let Some(path) = self.settings().await?.certificates else {
            return Ok(());
        };
        if self
            .base
            .store
            .setting(CERTIFICATES.into())
            .await?
            .is_some()
        {
            return Ok(());
        }
        if let Err(problem) = self.take_certificates(path.into()).await {
            tracing::warn!(%problem, "the file of certificates wasn't copied");
        }
        Ok(())
    }

    /// Seals the credentials of the proxy in the settings, or wipes them.
    ///
    /// # Errors
    /// [`Code::VaultLocked`], [`Code::ProxyShape`],
    /// [`Code::SettingsUnreadable`]; what the vault can't save.
    pub async fn put_proxy_credentials(
        &self,
        request: Option<ProxyCredentialsRequest>,
    ) -> Result<NetworkView, Problem> {
        let one_at_a_time = self.settings_change.lock().await;
        if !self.base.store.is_open() {
            return Err(Code::VaultLocked.into());
        }
        let settings = self.readable_settings().await?;
        let sealed =
            match request {
                Some(ProxyCredentialsRequest { user, password }) => Some(
                    network::with_credentials(&settings.proxy_url, user.expose(), &password)?,
                ),
                None => None,
            };
        self.keep_settings(&settings, vec![seal(sealed)], true)
            .await?;
        drop(one_at_a_time);
        self.network().await
    }

    /// Proxy and trust, as they are in force.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn network(&self) -> Result<NetworkView, Problem> {
        let settings = self.settings().await?;
        let (options, problem) = match self.way(&settings).await {
            Ok(way) => (Some(way.options), way.problem),
            Err(problem) => (None, Some(problem)),
        };
        let proxy = options.as_ref().map(|options| &options.proxy);
        let authorities = options.iter().flat_map(|options| &options.authorities);
        Ok(NetworkView {
            proxy: proxy
                .and_then(way::proxy_in_force)
                .map(ProxyInForceView::from),
            proxy_credentials: self.base.store.has_sealed_setting(PROXY).await?,
            certificates: authorities.map(CertificateView::from).collect(),
            problem,
            ignored_variables: trust::ignored_variables(),
        })
    }
}

fn seal(value: Option<SecretSetting>) -> Change {
    Change::PutSealedSetting {
        name: PROXY.into(),
        value,
    }
}
