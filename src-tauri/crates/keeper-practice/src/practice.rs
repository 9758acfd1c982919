//! Starting and ending a Practice HubSpot.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::approval::{self, Approval, Decision, NotOurPage};
use crate::clock::Clock;
use crate::connections::{self, ConnectionLimit};
use crate::door::Door;
use crate::listing::{AccountListing, AppListing, StartLine, list_accounts, list_apps};
use crate::office::{Bases, Office};
use crate::options::{Options, StartError};
use crate::saver::Saver;
use crate::world::World;
use crate::world::file::read_world;
use crate::world::redirect_url::check_redirect_url;
use crate::world::seed::{DEFAULT_PORT, redirect_url_with, seed_world};
use crate::{control, endpoints, make, pages};

/// Which names and numbers a new world has where no seed is given.
const USUAL_SEED: u64 = 1;

/// Connections that are in the middle of an answer get this long to end.
const GRACE: Duration = Duration::from_secs(3);

/// A running Practice HubSpot. Dropping it stops it, too, but only [`Practice::shutdown`] waits until
/// the world is saved.
pub struct Practice {
    office: Arc<Office>,
    control: Option<String>,
    stop_doors: watch::Sender<bool>,
    stop_saver: watch::Sender<bool>,
    doors: Vec<JoinHandle<()>>,
    saver: JoinHandle<()>,
}

impl Practice {
    /// Loads or seeds the world and listens.
    ///
    /// # Errors
    /// [`StartError`], which says in one sentence what is in the way.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let (world, clock) = open_world(&options)?;
        let (api, pages) = open_doors(options.listen).await?;
        let bases = Bases {
            api: base(&api)?,
            pages: base(&pages)?,
        };
        let (stop_doors, stopping) = watch::channel(false);
        let (stop_saver, saver_stopping) = watch::channel(false);
        let saver = Saver::new(options.world.clone());
        let office = Office::new(world, clock, Arc::clone(&saver), bases, stopping.clone());
        let looked_at = Arc::clone(&office);
        let writer =
            tokio::spawn(saver.run(Box::new(move || looked_at.snapshot()), saver_stopping));
        save_first(&office, options.world.as_deref()).await?;
        let path = options.control.then(|| format!("/{}", make::make_text(18)));
        let api_routes = api_router(&office, path.as_deref());
        let limit = ConnectionLimit {
            connections: options.connections,
            request: options.request_deadline,
        };
        let doors = vec![
            open_for_business(api, api_routes, &office, limit, stopping.clone()),
            open_for_business(pages, pages::routes(), &office, limit, stopping),
        ];
        let control = path.map(|path| format!("{}{path}", office.bases.api));
        Ok(Self {
            office,
            control,
            stop_doors,
            stop_saver,
            doors,
            saver: writer,
        })
    }

    /// Stands for `https://api.hubapi.com`.
    #[must_use]
    pub fn api(&self) -> &str {
        &self.office.bases.api
    }

    /// Stands for `https://app.hubspot.com`.
    #[must_use]
    pub fn pages(&self) -> &str {
        &self.office.bases.pages
    }

    /// The control's base URL, where it is served.
    #[must_use]
    pub fn control(&self) -> Option<&str> {
        self.control.as_deref()
    }

    /// Every app, as it is now.
    #[must_use]
    pub fn apps(&self) -> Vec<AppListing> {
        list_apps(&self.office.world())
    }

    /// Every account, as it is now.
    #[must_use]
    pub fn accounts(&self) -> Vec<AccountListing> {
        list_accounts(&self.office.world())
    }

    /// All of that, as the first line on standard output has it.
    #[must_use]
    pub fn start_line(&self) -> StartLine {
        StartLine {
            api: self.api().to_owned(),
            pages: self.pages().to_owned(),
            control: self.control.clone(),
            apps: self.apps(),
            accounts: self.accounts(),
        }
    }

    /// Changes whenever a request arrives, meets a fault or is answered, so that a test need not
    /// ask the control again and again.
    #[must_use]
    pub fn requests(&self) -> watch::Receiver<()> {
        self.office.log().changes()
    }

    /// Consents to an authorization URL as an account's first user would in a browser, by the same
    /// code as the consent page.
    ///
    /// # Errors
    /// [`NotOurPage`] when the URL is not one of this Practice HubSpot's.
    pub async fn approve(&self, authorize_url: &str, hub_id: u64) -> Result<Approval, NotOurPage> {
        approval::approve(
            &self.office,
            authorize_url,
            Some(hub_id),
            Decision::Connect(None),
        )
        .await
    }

    /// Ends every connection and saves the world.
    pub async fn shutdown(self) {
        // An error means that nobody listens any more, which is what is wanted.
        let _ = self.stop_doors.send(true);
        for door in self.doors {
            let abort = door.abort_handle();
            if tokio::time::timeout(GRACE, door).await.is_err() {
                abort.abort();
            }
        }
        let _ = self.stop_saver.send(true);
        // A writer that panicked has nothing left to say.
        let _ = self.saver.await;
    }
}

fn open_world(options: &Options) -> Result<(World, Clock), StartError> {
    let (mut world, ahead) = match &options.world {
        Some(path) => load_world(path)?.unwrap_or_else(|| new_world(options)),
        None => new_world(options),
    };
    for url in &options.redirect_urls {
        check_redirect_url(url)?;
        world.add_redirect_url(url);
    }
    let clock = Clock::new(ahead);
    world.note_births(clock.now());
    Ok((world, clock))
}

fn new_world(options: &Options) -> (World, i64) {
    let seed = options.seed.unwrap_or(USUAL_SEED);
    let mut world = seed_world(seed, options.apps, options.accounts);
    if options.seed.is_none() {
        world.renew_secrets();
    }
    if let Some(port) = port_instead_of(DEFAULT_PORT) {
        world.replace_redirect_urls(&redirect_url_with(port));
    }
    (world, 0)
}

/// A free port, where another program listens on this one.
fn port_instead_of(port: u16) -> Option<u16> {
    let listen = |port| std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    match listen(port) {
        Ok(_) => None,
        Err(_) => listen(0).ok()?.local_addr().ok().map(|free| free.port()),
    }
}

/// The world of a file; `None` where there is no file yet.
fn load_world(path: &Path) -> Result<Option<(World, i64)>, StartError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(StartError::Read {
                path: path.to_owned(),
                source,
            });
        }
    };
    read_world(&bytes)
        .map(Some)
        .map_err(|source| StartError::World {
            path: path.to_owned(),
            source,
        })
}

/// A world that can't be saved is found out at the start, not at the first consent.
async fn save_first(office: &Office, path: Option<&Path>) -> Result<(), StartError> {
    let Some(path) = path else { return Ok(()) };
    let saved = office.keep(crate::answer::Change::First).await;
    saved.map_err(|why| StartError::Write {
        path: path.to_owned(),
        why: why.to_string(),
    })
}

async fn open_doors(listen: SocketAddr) -> Result<(Door, Door), StartError> {
    if !listen.ip().is_loopback() {
        return Err(StartError::NotLoopback(listen));
    }
    let api = open_door(listen).await?;
    let next = if listen.port() == 0 {
        0
    } else {
        listen.port().wrapping_add(1)
    };
    let pages = open_door(SocketAddr::new(listen.ip(), next)).await?;
    Ok((api, pages))
}

async fn open_door(address: SocketAddr) -> Result<Door, StartError> {
    Door::open(address)
        .await
        .map_err(|source| StartError::Listen { address, source })
}

fn base(door: &Door) -> Result<String, StartError> {
    let unknown = SocketAddr::from(([127, 0, 0, 1], 0));
    let address = door.address().map_err(|source| StartError::Listen {
        address: unknown,
        source,
    })?;
    Ok(format!("http://{address}"))
}

fn api_router(office: &Arc<Office>, control_path: Option<&str>) -> Router<Arc<Office>> {
    let api = endpoints::routes(office);
    match control_path {
        Some(path) => api.nest(path, control::routes()),
        None => api,
    }
}

fn open_for_business(
    door: Door,
    routes: Router<Arc<Office>>,
    office: &Arc<Office>,
    limit: ConnectionLimit,
    stopping: watch::Receiver<bool>,
) -> JoinHandle<()> {
    let port = door.address().map_or(0, |address| address.port());
    let routes = routes
        .layer(from_fn_with_state(port, check_host))
        .with_state(Arc::clone(office));
    tokio::spawn(connections::serve(door, routes, limit, stopping))
}

/// Only names of this computer are answered, so that no foreign page reaches us by a name of its own.
async fn check_host(State(port): State<u16>, request: Request, next: Next) -> Response<Body> {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let ours = ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|name| host == format!("{name}:{port}"));
    if ours {
        next.run(request).await
    } else {
        (
            StatusCode::MISDIRECTED_REQUEST,
            "Practice HubSpot is reached by a loopback address only.\n",
        )
            .into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_replaced() {
        let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let taken = taken.local_addr().unwrap().port();
        let instead = port_instead_of(taken).unwrap();
        assert_ne!(instead, taken);
    }
}
