use super::*;

const VAULT: Uuid = Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff);
const ROW: [u8; 16] = [7; 16];

fn key(fill: u8) -> Key {
    Key::from_bytes(&[fill; KEY_LENGTH]).expect("the length is right")
}

fn place() -> Place<'static> {
    Place {
        vault: VAULT,
        kind: Kind::Tokens,
        row: &ROW,
        column: "refresh",
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn opens(key: &Key, place: Place<'_>, sealed: &[u8]) -> bool {
    match open(key, place, sealed) {
        Ok(_) => true,
        Err(problem) => {
            assert_eq!(problem.code, Code::SealBroken);
            false
        }
    }
}

#[test]
fn what_was_sealed_opens_for_the_same_place_and_key() {
    let sealed = seal(&key(1), place(), b"a token").unwrap();
    assert_eq!(&open(&key(1), place(), &sealed).unwrap()[..], b"a token");
}

#[test]
fn two_seals_of_one_text_have_nothing_in_common() {
    let first = seal(&key(1), place(), b"a token").unwrap();
    let second = seal(&key(1), place(), b"a token").unwrap();
    assert_ne!(first[1..25], second[1..25], "the nonce was used twice");
    assert_ne!(first[25..], second[25..]);
}

#[test]
fn a12_another_key_opens_nothing() {
    let sealed = seal(&key(1), place(), b"a token").unwrap();
    assert!(!opens(&key(2), place(), &sealed));
}

#[test]
fn a12_a_value_moved_elsewhere_does_not_open() {
    let sealed = seal(&key(1), place(), b"a token").unwrap();
    let elsewhere = [
        (
            "vault",
            Place {
                vault: Uuid::nil(),
                ..place()
            },
        ),
        (
            "kind",
            Place {
                kind: Kind::ClientSecret,
                ..place()
            },
        ),
        (
            "row",
            Place {
                row: &[8; 16],
                ..place()
            },
        ),
        (
            "column",
            Place {
                column: "access",
                ..place()
            },
        ),
    ];
    for (what, elsewhere) in elsewhere {
        assert!(
            !opens(&key(1), elsewhere, &sealed),
            "it opened in another {what}"
        );
    }
}

#[test]
fn no_two_places_read_alike_where_parts_run_together() {
    let left = Place {
        row: b"ab",
        column: "c",
        ..place()
    };
    let right = Place {
        row: b"a",
        column: "bc",
        ..place()
    };
    assert_ne!(left.associated_data(), right.associated_data());
}

#[test]
fn a12_a_truncated_value_does_not_open_at_any_length() {
    let sealed = seal(&key(1), place(), b"a token").unwrap();
    for length in 0..sealed.len() {
        assert!(
            !opens(&key(1), place(), &sealed[..length]),
            "length {length}"
        );
    }
}

#[test]
fn a12_no_flipped_bit_goes_unnoticed() {
    let sealed = seal(&key(1), place(), b"a token").unwrap();
    for position in 0..sealed.len() * 8 {
        let mut flipped = sealed.clone();
        flipped[position / 8] ^= 1 << (position % 8);
        assert!(!opens(&key(1), place(), &flipped), "bit {position}");
    }
}

/// Frozen: a vault written by this version must open for ever. When this
/// fails, make a second format instead of changing the first.
#[test]
fn the_first_format_is_frozen() {
    let sealed = seal_with_nonce(&key(0x42), place(), b"frozen", [0x24; NONCE_LENGTH]).unwrap();
    assert_eq!(hex(&sealed), FROZEN);
    assert_eq!(&open(&key(0x42), place(), &sealed).unwrap()[..], b"frozen");
}

const FROZEN: &str = "01242424242424242424242424242424242424242424242424\
    c32cb81f0b4afeb587c7a0d463e2deb9d7d7973181a3";

/// The cipher itself, by the vector of draft-irtf-cfrg-xchacha-03, A.3.1.
#[test]
fn the_cipher_is_the_one_of_the_draft() {
    let key: Vec<u8> = (0x80..=0x9f).collect();
    let nonce: Vec<u8> = (0x40..=0x57).collect();
    let nonce: [u8; NONCE_LENGTH] = nonce.try_into().unwrap();
    let aad = [
        0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7,
    ];
    let text = b"Ladies and Gentlemen of the class of '99: If I could offer you \
        only one tip for the future, sunscreen would be it.";
    let cipher = cipher(&Key::from_bytes(&key).unwrap()).unwrap();
    let payload = Payload {
        msg: text,
        aad: &aad,
    };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).unwrap();
    assert_eq!(
        hex(&sealed[sealed.len() - TAG_LENGTH..]),
        "c0875924c1c7987947deafd8780acf49"
    );
}

#[test]
fn a_key_says_nothing_when_debugged() {
    assert_eq!(format!("{:?}", key(0x42)), "Key([redacted])");
}
