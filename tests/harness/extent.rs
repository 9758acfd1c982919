//! How long the long tests go on, and which seed they begin with.

/// Set by `cargo xtask test --long`.
const LONG: &str = "KEEPER_TESTS_LONG";
/// Replays one seed in place of the usual ones.
const SEED: &str = "KEEPER_TESTS_SEED";

/// The number of rounds: `usual`, or `long` when hours are allowed.
#[must_use]
pub fn rounds(usual: u64, long: u64) -> u64 {
    match std::env::var_os(LONG) {
        Some(_) => long,
        None => usual,
    }
}

/// The seeds of `count` runs, or the one seed to replay.
///
/// # Panics
/// When the variable holds no number.
#[must_use]
pub fn seeds(count: u64) -> Vec<u64> {
    match std::env::var(SEED) {
        Ok(seed) => vec![seed.parse().expect("the seed is a number")],
        Err(_) => (1..=count).collect(),
    }
}

/// Numbers from a seed (`SplitMix64`): the same on every machine.
pub struct Draw(u64);

impl Draw {
    /// Begins with a seed.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit.
    ///
    /// # Panics
    /// When the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).expect("it fits");
        usize::try_from(self.number() % limit).expect("it fits")
    }

    /// One of several.
    ///
    /// # Panics
    /// When there is none.
    pub fn one_of<'a, T>(&mut self, these: &'a [T]) -> &'a T {
        &these[self.below(these.len())]
    }

    /// Yes or no.
    pub fn coin(&mut self) -> bool {
        self.number().is_multiple_of(2)
    }
}
