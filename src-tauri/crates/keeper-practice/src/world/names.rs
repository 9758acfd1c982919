//! Invented names for the seeded world. None belongs to a company we know of; domains are under
//! `.example`, which can't exist.

use super::account::AccountType::{self, AppDeveloper, DeveloperTest, Sandbox, Standard};

/// The accounts that every seeded world begins with, in this order: name and type.
pub(crate) const FIRST_ACCOUNTS: [(&str, AccountType); 20] = [
    ("Fern Street Bakery", Standard),
    ("Old Mill Cycles", Standard),
    ("Practice Test 01", DeveloperTest),
    ("Harbour Dental", Standard),
    ("Fern Street Sandbox", Sandbox),
    ("Keeper Works Developers", AppDeveloper),
    ("Practice Test 02", DeveloperTest),
    ("Juniper Travel", Standard),
    ("Copper Kettle Hotel", Standard),
    ("Old Mill Sandbox", Sandbox),
    ("Blue Door Estates", Standard),
    ("Practice Test 03", DeveloperTest),
    ("Lantern Books", Standard),
    ("Quarry Foods", Standard),
    ("Practice Test 04", DeveloperTest),
    ("Sunday Gardens", Standard),
    ("Tern Labs Developers", AppDeveloper),
    ("Millrace Insurance", Standard),
    ("Harbour Dental Sandbox", Sandbox),
    ("Practice Test 05", DeveloperTest),
];

/// First halves of further accounts' names.
pub(crate) const PLACES: [&str; 40] = [
    "Alder",
    "Amber",
    "Birch",
    "Bramble",
    "Bridge",
    "Canal",
    "Cedar",
    "Chapel",
    "Clover",
    "Cobble",
    "Corner",
    "Dune",
    "Elm",
    "Falcon",
    "Ferry",
    "Flint",
    "Garnet",
    "Glen",
    "Granite",
    "Hazel",
    "Heron",
    "Hill",
    "Ivy",
    "Lark",
    "Linden",
    "Maple",
    "Meadow",
    "Moor",
    "North Quay",
    "Orchard",
    "Pebble",
    "Pine",
    "Reed",
    "Rowan",
    "Saddle",
    "Slate",
    "Thistle",
    "Tidal",
    "Willow",
    "Wren",
];

/// Second halves of further accounts' names.
pub(crate) const TRADES: [&str; 40] = [
    "Analytics",
    "Bakery",
    "Books",
    "Brewing",
    "Carpentry",
    "Ceramics",
    "Clinic",
    "Coffee",
    "Couriers",
    "Cycles",
    "Dental",
    "Design",
    "Estates",
    "Events",
    "Farm",
    "Films",
    "Fitness",
    "Foods",
    "Freight",
    "Gardens",
    "Glass",
    "Hotel",
    "Insurance",
    "Kitchens",
    "Lighting",
    "Media",
    "Motors",
    "Music",
    "Nursery",
    "Optics",
    "Paper",
    "Pharmacy",
    "Roofing",
    "Schools",
    "Software",
    "Studio",
    "Textiles",
    "Tools",
    "Travel",
    "Vets",
];

/// First names for e-mail addresses.
pub(crate) const PEOPLE: [&str; 20] = [
    "ada", "ben", "carla", "dev", "edith", "farid", "greta", "hugo", "ines", "jonas", "kim",
    "lena", "milo", "nadia", "otto", "priya", "rosa", "sami", "tilda", "yusuf",
];

/// Where accounts are: hublet, time zone, its offset in minutes, currency, further currencies.
pub(crate) const REGIONS: [(&str, &str, i32, &str, &[&str]); 6] = [
    ("na1", "US/Eastern", -300, "USD", &[]),
    ("eu1", "Europe/Berlin", 60, "EUR", &["GBP", "CHF"]),
    ("na1", "US/Pacific", -480, "USD", &["CAD"]),
    ("na2", "US/Central", -360, "USD", &[]),
    ("eu1", "Europe/Dublin", 0, "EUR", &[]),
    ("ap1", "Australia/Sydney", 600, "AUD", &["NZD"]),
];

/// What standard accounts and sandboxes have bought, from nothing to nearly everything.
pub(crate) const BASKETS: [&[&str]; 6] = [
    &["sales-starter"],
    &["marketing-professional", "sales-professional"],
    &[],
    &[
        "marketing-enterprise",
        "sales-enterprise",
        "service-enterprise",
        "sensitive-data",
    ],
    &["service-professional", "content-professional"],
    &[
        "marketing-starter",
        "sales-starter",
        "service-starter",
        "transactional-email",
    ],
];

/// An app of the seeded world: name; required, conditionally required and optional scopes.
pub(crate) struct AppPlan {
    pub(crate) name: &'static str,
    pub(crate) required: &'static [&'static str],
    pub(crate) conditional: &'static [&'static str],
    pub(crate) optional: &'static [&'static str],
}

/// The seeded apps. Required scopes are ones that every account has, so that each app can be
/// installed wherever apps can be; what needs a tier stands among the other two kinds. The first in
/// the alphabet asks for nothing that an account could lack: it is the one a newcomer meets first.
pub(crate) const APPS: [AppPlan; 5] = [
    AppPlan {
        name: "Invoice Sync",
        required: &[
            "oauth",
            "crm.objects.contacts.read",
            "crm.objects.companies.read",
            "crm.objects.deals.read",
            "crm.objects.invoices.read",
            "crm.objects.line_items.read",
        ],
        conditional: &[],
        optional: &["crm.objects.custom.read", "files"],
    },
    AppPlan {
        name: "Call Notes",
        required: &[
            "oauth",
            "crm.objects.contacts.read",
            "crm.objects.contacts.write",
            "timeline",
        ],
        conditional: &[],
        optional: &[
            "crm.objects.leads.read",
            "settings.users.read",
            "automation",
        ],
    },
    AppPlan {
        name: "Warehouse Link",
        required: &[
            "oauth",
            "crm.objects.orders.read",
            "crm.objects.orders.write",
            "e-commerce",
        ],
        conditional: &["crm.objects.custom.read", "crm.objects.custom.write"],
        optional: &["crm.import"],
    },
    AppPlan {
        name: "Survey Bridge",
        required: &["oauth", "crm.objects.contacts.read", "forms", "tickets"],
        conditional: &[],
        optional: &[
            "crm.objects.feedback_submissions.read",
            "hubdb",
            "communication_preferences.read_write",
        ],
    },
    AppPlan {
        name: "Route Planner",
        required: &[
            "crm.objects.companies.read",
            "crm.objects.appointments.read",
        ],
        conditional: &["crm.objects.goals.read"],
        optional: &[],
    },
];
