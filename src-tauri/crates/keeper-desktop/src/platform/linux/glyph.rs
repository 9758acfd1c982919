//! The tray's glyph: one colour, and a dot when something needs a person.

use std::io::Cursor;

use ksni::Icon;

/// White, for dark panels.
const FOR_DARK: [&[u8]; 3] = [
    include_bytes!("../../../../../../icons/tray-dark-16.png"),
    include_bytes!("../../../../../../icons/tray-dark-32.png"),
    include_bytes!("../../../../../../icons/tray-dark-64.png"),
];
/// Near black, for light panels.
const FOR_LIGHT: [&[u8]; 3] = [
    include_bytes!("../../../../../../icons/tray-light-16.png"),
    include_bytes!("../../../../../../icons/tray-light-32.png"),
    include_bytes!("../../../../../../icons/tray-light-64.png"),
];
/// Amber, as the window's "needs a person": alpha, red, green, blue.
const DOT: [u8; 4] = [0xFF, 0xF2, 0xA9, 0x3B];

/// The glyph in every size, plain and with the dot.
pub(super) struct Glyph {
    plain: Vec<Icon>,
    dotted: Vec<Icon>,
}

impl Glyph {
    /// The glyph for a panel.
    pub(super) fn for_panel(is_light: bool) -> Self {
        let files = if is_light { FOR_LIGHT } else { FOR_DARK };
        let plain: Vec<_> = files.into_iter().filter_map(read).collect();
        let dotted = plain.iter().cloned().map(dotted).collect();
        Self { plain, dotted }
    }

    pub(super) fn icons(&self, has_dot: bool) -> Vec<Icon> {
        let icons = if has_dot { &self.dotted } else { &self.plain };
        icons.clone()
    }
}

/// Of a PNG with eight bits of red, green, blue and alpha; the tray wants
/// alpha first.
fn read(png: &[u8]) -> Option<Icon> {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info().ok()?;
    let mut data = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut data).ok()?;
    if frame.color_type != png::ColorType::Rgba || frame.bit_depth != png::BitDepth::Eight {
        return None;
    }
    data.chunks_exact_mut(4)
        .for_each(|pixel| pixel.rotate_right(1));
    Some(Icon {
        width: i32::try_from(frame.width).ok()?,
        height: i32::try_from(frame.height).ok()?,
        data,
    })
}

/// With a dot in the upper right corner and a clear ring around it.
fn dotted(mut icon: Icon) -> Icon {
    let width = icon.width.max(1);
    // In halves of a pixel, so that a pixel has a middle.
    let radius = width / 2;
    let (x, y) = (2 * width - radius, radius);
    for (place, pixel) in (0..).zip(icon.data.chunks_exact_mut(4)) {
        let (right, down) = (2 * (place % width) + 1 - x, 2 * (place / width) + 1 - y);
        let away = right * right + down * down;
        let ring = radius * 5 / 4;
        if away <= radius * radius {
            pixel.copy_from_slice(&DOT);
        } else if away <= ring * ring {
            pixel.fill(0);
        }
    }
    icon
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pixel at a place, in parts of the width.
    fn at(icon: &Icon, right: f32, down: f32) -> &[u8] {
        let size = f32::from(u16::try_from(icon.width).unwrap());
        let (x, y) = ((right * size) as usize, (down * size) as usize);
        let begin = (y * icon.width as usize + x) * 4;
        &icon.data[begin..begin + 4]
    }

    #[test]
    fn every_size_is_read() {
        for is_light in [false, true] {
            let icons = Glyph::for_panel(is_light).icons(false);
            let widths: Vec<_> = icons.iter().map(|icon| icon.width).collect();
            assert_eq!(widths, [16, 32, 64]);
            let arch = at(&icons[2], 0.2, 0.8);
            let colour = if is_light {
                [0x16, 0x19, 0x1D]
            } else {
                [0xFF; 3]
            };
            assert_eq!(arch[0], 0xFF, "the arch is opaque");
            assert_eq!(arch[1..], colour, "alpha stands first");
            assert_eq!(at(&icons[2], 0.5, 0.45)[0], 0, "the keyhole is cut out");
        }
    }

    #[test]
    fn the_dot_stands_in_the_upper_right_corner() {
        let glyph = Glyph::for_panel(false);
        for icon in glyph.icons(true) {
            assert_eq!(at(&icon, 0.75, 0.25), DOT, "{}", icon.width);
            assert_ne!(at(&icon, 0.2, 0.8), DOT);
            assert_ne!(at(&icon, 0.1, 0.1), DOT);
        }
        assert!(
            glyph
                .icons(false)
                .iter()
                .all(|icon| at(icon, 0.75, 0.25) != DOT)
        );
    }

    #[test]
    fn what_is_no_picture_is_left_out() {
        assert!(read(b"no picture").is_none());
    }
}
