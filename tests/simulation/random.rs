//! Random numbers that follow from a seed.

use std::sync::{Arc, Mutex};

/// One stream of random numbers (SplitMix64). Each part of a simulation draws
/// from its own, so that a change in one doesn't change the others' luck.
#[derive(Clone)]
pub struct Random(Arc<Mutex<u64>>);

impl Random {
    /// The stream of this name of a seed.
    pub fn new(seed: u64, stream: &str) -> Self {
        let named = stream
            .bytes()
            .fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
            });
        let random = Self(Arc::new(Mutex::new(seed.wrapping_mul(0x9E37_79B9) ^ named)));
        random.next();
        random
    }

    /// The next number.
    pub fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap();
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub fn below(&self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    /// Whether something happens that happens so many times in a hundred.
    pub fn chance(&self, percent: u32) -> bool {
        self.next() % 100 < u64::from(percent)
    }

    /// One of these.
    pub fn pick<T: Copy>(&self, all: &[T]) -> Option<T> {
        all.get(self.below(all.len())).copied()
    }

    /// Fills bytes.
    pub fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.next().to_le_bytes()[0];
        }
    }
}
