//! Logos: somebody's picture, decoded within limits and made anew, so that
//! nothing of the file itself is kept.

use std::io::{Cursor, Read};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage};
use keeper_core::error::{Code, Problem};

/// What a file may end in.
pub const EXTENSIONS: &[&str] = &["png", "jpg", "jpeg"];
/// The longest file that is read.
const SIZE_LIMIT: u64 = 5 * 1024 * 1024;
/// The most pixels that are decoded.
const PIXEL_LIMIT: u64 = 16_000_000;
/// The memory that decoding may take: sixteen bits to each of four channels.
const MEMORY_LIMIT: u64 = PIXEL_LIMIT * 8;
/// Width and height of what is kept.
const SIDE: u32 = 128;
/// The longest address that the window is handed.
const ADDRESS_LIMIT: usize = 64 * 1024;
const ADDRESS_START: &str = "data:image/png;base64,";

/// Reads a picture and makes a logo of it.
///
/// # Errors
/// [`Code::FileUnreadable`], [`Code::FileTooLarge`], [`Code::LogoNotAnImage`],
/// [`Code::LogoTooManyPixels`], [`Code::LogoBroken`].
pub fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let about = |code| Problem::new(code).with("path", path.display().to_string());
    let bytes = read_file(path).map_err(|cause| about(Code::FileUnreadable).because(cause))?;
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(about(Code::FileTooLarge));
    }
    make(&bytes).map_err(|problem| problem.with("path", path.display().to_string()))
}

/// No more than is worth looking at, and of an ordinary file only.
fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    if !path.metadata()?.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A logo of a picture's bytes: 128 × 128 pixels, as PNG.
///
/// # Errors
/// As [`read`].
fn make(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let picture = decode(bytes)?;
    let fitted = picture.resize(SIDE, SIDE, FilterType::Lanczos3).to_rgba8();
    let mut canvas = RgbaImage::new(SIDE, SIDE);
    let (left, top) = (SIDE - fitted.width(), SIDE - fitted.height());
    imageops::overlay(&mut canvas, &fitted, (left / 2).into(), (top / 2).into());
    let fitting = (0..8).find_map(|coarseness| {
        let png = encode(&coarser(&canvas, coarseness))?;
        (address(&png).len() <= ADDRESS_LIMIT).then_some(png)
    });
    fitting.ok_or_else(|| Code::LogoBroken.into())
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, Problem> {
    let format = image::guess_format(bytes).map_err(|_| Code::LogoNotAnImage)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg) {
        return Err(Code::LogoNotAnImage.into());
    }
    if format == ImageFormat::Jpeg && !has_end(bytes) {
        return Err(Code::LogoBroken.into());
    }
    let broken = |cause: image::ImageError| Problem::new(Code::LogoBroken).because(cause);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXEL_LIMIT {
        let problem = Problem::new(Code::LogoTooManyPixels);
        return Err(problem.with("width", width).with("height", height));
    }
    // Cameras turn the picture by a note in it.
    let orientation = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// The decoder fills up what a cut-off JPEG lacks. Its end is a marker that
/// can't stand in what is coded, so it comes after the last beginning of that.
fn has_end(jpeg: &[u8]) -> bool {
    const BEGINNING: [u8; 2] = [0xFF, 0xDA];
    const END: [u8; 2] = [0xFF, 0xD9];
    let last = |marker| jpeg.windows(2).rposition(|pair| pair == marker);
    last(END).is_some_and(|end| last(BEGINNING).is_some_and(|beginning| end > beginning))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_LIMIT);
    limits
}

/// A picture full of noise is made of fewer colours until it is short enough.
fn coarser(picture: &RgbaImage, bits: u32) -> RgbaImage {
    let mut picture = picture.clone();
    let mask = u8::MAX << bits;
    for value in picture.iter_mut() {
        *value &= mask;
    }
    picture
}

fn encode(picture: &RgbaImage) -> Option<Vec<u8>> {
    let mut png = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut png, CompressionType::Best, PngFilter::Adaptive);
    picture.write_with_encoder(encoder).ok()?;
    Some(png)
}

/// The picture as an address that needs nothing fetched.
pub fn address(png: &[u8]) -> String {
    format!("{ADDRESS_START}{}", STANDARD.encode(png))
}

#[cfg(test)]
mod tests;
