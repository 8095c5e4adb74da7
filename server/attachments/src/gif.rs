//! GIF (GIF89a): screen, palettes, images, their timing and the loop are kept; comments, texts and other extensions go.

use crate::reader::{Fault, Reader, guard};

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2C;
const TRAILER: u8 = 0x3B;

const PLAIN_TEXT: u8 = 0x01;
const GRAPHIC_CONTROL: u8 = 0xF9;
const APPLICATION: u8 = 0xFF;

pub(crate) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut reader = Reader::new(bytes);
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(reader.take(6)?);
    let screen: [u8; 7] = reader.array()?;
    let [w0, w1, h0, h1, flags, ..] = screen;
    // Browsers take the size of the first image where the screen's is 0.
    guard(u32::from(u16::from_le_bytes([w0, w1])).max(1), u32::from(u16::from_le_bytes([h0, h1])).max(1))?;
    out.extend_from_slice(&screen);
    out.extend_from_slice(reader.take(palette(flags))?);

    let mut control = None;
    let (mut has_image, mut has_loop) = (false, false);
    loop {
        match reader.byte()? {
            // What follows the end is no part of the image.
            TRAILER if has_image => break,
            IMAGE => {
                if let Some(control) = control.take() {
                    out.extend_from_slice(&[EXTENSION, GRAPHIC_CONTROL, 4]);
                    out.extend_from_slice(control);
                    out.push(0);
                }
                image(&mut reader, &mut out)?;
                has_image = true;
            }
            EXTENSION => match reader.byte()? {
                GRAPHIC_CONTROL => {
                    let blocks = blocks(&mut reader)?;
                    let [4, data @ .., 0] = blocks else { return Err(Fault::Broken) };
                    control = (data.len() == 4).then_some(data);
                }
                APPLICATION => {
                    let times = loops(blocks(&mut reader)?).filter(|_| !has_loop);
                    if let Some([low, high]) = times {
                        out.extend_from_slice(&[EXTENSION, APPLICATION, 11]);
                        out.extend_from_slice(b"NETSCAPE2.0");
                        out.extend_from_slice(&[3, 1, low, high, 0]);
                        has_loop = true;
                    }
                }
                label => {
                    blocks(&mut reader)?;
                    // A control is that of the next image or text: it goes with its text.
                    if label == PLAIN_TEXT {
                        control = None;
                    }
                }
            },
            _ => return Err(Fault::Broken),
        }
    }
    out.push(TRAILER);
    Ok(out)
}

fn image(reader: &mut Reader, out: &mut Vec<u8>) -> Result<(), Fault> {
    let descriptor: [u8; 9] = reader.array()?;
    let [x0, x1, y0, y1, w0, w1, h0, h1, flags] = descriptor;
    let end = |offset: [u8; 2], size: [u8; 2]| match u16::from_le_bytes(size) {
        0 => 0,
        size => u32::from(u16::from_le_bytes(offset)) + u32::from(size),
    };
    // Some readers make the screen as big as its images.
    guard(end([x0, x1], [w0, w1]), end([y0, y1], [h0, h1]))?;
    out.push(IMAGE);
    out.extend_from_slice(&descriptor);
    out.extend_from_slice(reader.take(palette(flags))?);
    out.push(reader.byte()?);
    out.extend_from_slice(blocks(reader)?);
    Ok(())
}

/// Bytes of the palette that flags of a screen or of an image announce.
const fn palette(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Sub-blocks with their lengths and the empty one that ends them.
fn blocks<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Fault> {
    let all = reader.rest();
    let mut end = 0;
    loop {
        let length = usize::from(*all.get(end).ok_or(Fault::Broken)?);
        end += 1 + length;
        if length == 0 {
            return reader.take(end);
        }
    }
}

/// How often the animation is shown, where an application extension tells it: NETSCAPE2.0, and ANIMEXTS1.0 which says the same.
fn loops(blocks: &[u8]) -> Option<[u8; 2]> {
    let rest = blocks.strip_prefix(b"\x0BNETSCAPE2.0").or_else(|| blocks.strip_prefix(b"\x0BANIMEXTS1.0"))?;
    match rest {
        [3, 1, low, high, ..] => Some([*low, *high]),
        _ => None,
    }
}
