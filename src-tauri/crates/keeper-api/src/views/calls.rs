//! A harmless call, and what HubSpot answered.

use keeper_core::account::AccountType;
use keeper_core::identifier::HubId;
use serde::Serialize;
use ts_rs::TS;

/// What came of reading the account behind an installation.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CallView {
    /// The HTTP status.
    pub http_status: u16,
    /// How long the answer took, in milliseconds.
    pub took_ms: u32,
    /// HubSpot's correlation ID, where it sent one.
    pub correlation_id: Option<String>,
    /// What is left of the rate limit, where HubSpot says so.
    pub rate_limit: Option<RateLimitView>,
    /// Whether the access token was refreshed first.
    pub refreshed: bool,
    /// The account, as HubSpot names it.
    pub hub_id: Option<HubId>,
    /// Its name, where HubSpot sends one.
    pub name: Option<String>,
    /// Its type.
    pub account_type: AccountType,
    /// Where its data lives.
    pub data_hosting: Option<String>,
    /// Its time zone.
    pub time_zone: Option<String>,
}

/// HubSpot's rolling limit.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct RateLimitView {
    /// Calls allowed in one interval.
    pub max: u32,
    /// Calls left in this one.
    pub remaining: u32,
    /// How long an interval is, in milliseconds.
    pub interval_ms: u32,
}
