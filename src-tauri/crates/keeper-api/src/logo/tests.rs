use super::*;

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::new_rgb8(width, height);
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn code(bytes: &[u8]) -> Code {
    make(bytes).unwrap_err().code
}

/// A PNG whose head claims a size, with next to nothing behind it.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = picture(1, 1, ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// CRC-32 as PNG has it.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 & (0_u32.wrapping_sub(sum & 1)))
        })
    })
}

fn size(png: &[u8]) -> (u32, u32) {
    let picture = image::load_from_memory_with_format(png, ImageFormat::Png).unwrap();
    (picture.width(), picture.height())
}

#[test]
fn every_picture_becomes_a_square_of_one_size() {
    for (width, height) in [(128, 128), (1, 1), (300, 20), (20, 300), (900, 700)] {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let logo = make(&picture(width, height, format)).unwrap();
            assert_eq!(size(&logo), (SIDE, SIDE), "{width} × {height}");
        }
    }
}

#[test]
fn noise_is_made_to_fit() {
    let mut seed = 1_u32;
    let mut noise = RgbaImage::new(SIDE, SIDE);
    for value in noise.iter_mut() {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *value = seed.to_be_bytes()[0];
    }
    let bytes = encode(&noise).unwrap();
    assert!(address(&bytes).len() > ADDRESS_LIMIT, "it wouldn't fit");
    let logo = make(&bytes).unwrap();
    assert!(address(&logo).len() <= ADDRESS_LIMIT);
    assert_eq!(size(&logo), (SIDE, SIDE));
}

#[test]
fn a21_what_is_no_png_and_no_jpeg_is_refused() {
    for bytes in [
        &b""[..],
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        b"<?xml version=\"1.0\"?><svg/>",
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00",
        b"RIFF\x24\x00\x00\x00WEBPVP8 ",
        b"BM\x00\x00",
        b"%PDF-1.7",
        b"just text",
    ] {
        let told = String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(code(bytes), Code::LogoNotAnImage, "{told}");
    }
}

#[test]
fn a21_a_picture_of_too_many_pixels_is_never_decoded() {
    for (width, height) in [(50_000, 50_000), (16_000_001, 1), (4001, 4000)] {
        let problem = make(&claiming(width, height)).unwrap_err();
        assert_eq!(problem.code, Code::LogoTooManyPixels, "{width} × {height}");
        assert_eq!(problem.args["width"], width);
    }
}

#[test]
fn a21_a_cut_off_picture_is_refused() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let whole = picture(400, 400, format);
        for part in [whole.len() / 4, whole.len() / 2] {
            let found = code(&whole[..part]);
            assert_eq!(found, Code::LogoBroken, "{format:?} {part}");
        }
    }
    assert_eq!(code(&claiming(4000, 4000)), Code::LogoBroken, "a bomb");
}

#[test]
fn a21_a_file_is_read_no_further_than_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.png");
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(SIZE_LIMIT + 1).unwrap();
    assert_eq!(read(&path).unwrap_err().code, Code::FileTooLarge);
    let gone = read(&folder.path().join("gone.png"));
    assert_eq!(gone.unwrap_err().code, Code::FileUnreadable);
    assert_eq!(read(folder.path()).unwrap_err().code, Code::FileUnreadable);
}
