//! WebP (RFC 9649 §2): bitstreams, alpha, animation and colour profile are kept, and the orientation; EXIF, XMP and unknown chunks go.

use crate::{
    exif,
    reader::{Fault, Reader, guard},
};

/// Flags of VP8X: a colour profile, transparency, EXIF, an animation. XMP's and the reserved ones are never set again.
const ICC: u8 = 0x20;
const ALPHA: u8 = 0x10;
const EXIF: u8 = 0x08;
const ANIMATION: u8 = 0x02;

/// Bytes before the frame's own chunks in ANMF.
const FRAME: usize = 16;

pub(crate) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut reader = Reader::new(bytes);
    reader.take(4)?;
    let length = u32::from_le_bytes(reader.array()?) as usize;
    // What follows is no part of the image.
    let mut reader = Reader::new(reader.take(length)?);
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(b"RIFF\0\0\0\0");
    out.extend_from_slice(reader.take(4)?);
    let (name, data) = read(&mut reader)?;
    match &name {
        b"VP8X" => extended(data, &mut reader, &mut out)?,
        // The simple formats are one bitstream.
        b"VP8 " | b"VP8L" => {
            bitstream(&name, data)?;
            write(&mut out, &name, data);
        }
        _ => return Err(Fault::Broken),
    }
    let length = (out.len() as u32 - 8).to_le_bytes();
    out[4..8].copy_from_slice(&length);
    Ok(out)
}

fn extended(header: &[u8], reader: &mut Reader, out: &mut Vec<u8>) -> Result<(), Fault> {
    let [flags, _, _, _, w0, w1, w2, h0, h1, h2] = Reader::new(header).array()?;
    guard(size([w0, w1, w2]), size([h0, h1, h2]))?;
    let is_animated = flags & ANIMATION != 0;
    let at = out.len() + 8;
    write(out, b"VP8X", &[flags & (ALPHA | ANIMATION), 0, 0, 0, w0, w1, w2, h0, h1, h2]);

    let (mut orientation, mut has_loop, mut has_image) = (None, false, false);
    while !reader.is_empty() {
        let (name, data) = read(reader)?;
        match &name {
            b"ICCP" if flags & ICC != 0 && out[at] & ICC == 0 && !has_image => {
                out[at] |= ICC;
                write(out, &name, data);
            }
            b"ANIM" if is_animated && !has_loop && !has_image => {
                has_loop = true;
                write(out, &name, data);
            }
            b"ANMF" if is_animated => {
                frame(data, out)?;
                has_image = true;
            }
            b"ALPH" if !is_animated && !has_image => write(out, &name, data),
            b"VP8 " | b"VP8L" if !is_animated && !has_image => {
                bitstream(&name, data)?;
                write(out, &name, data);
                has_image = true;
            }
            b"EXIF" if orientation.is_none() => {
                // Some writers keep the prefix of JPEG.
                orientation = exif::orientation(data.strip_prefix(b"Exif\0\0").unwrap_or(data));
            }
            _ => {}
        }
    }
    if !has_image {
        return Err(Fault::Broken);
    }
    if let Some(orientation) = orientation {
        out[at] |= EXIF;
        write(out, b"EXIF", &exif::minimal(orientation));
    }
    Ok(())
}

/// A frame of an animation: place, size and duration, then alpha and bitstream.
fn frame(data: &[u8], out: &mut Vec<u8>) -> Result<(), Fault> {
    let mut reader = Reader::new(data);
    let mut kept = Vec::with_capacity(data.len());
    kept.extend_from_slice(reader.take(FRAME)?);
    while !reader.is_empty() {
        let (name, data) = read(&mut reader)?;
        match &name {
            b"ALPH" => write(&mut kept, &name, data),
            b"VP8 " | b"VP8L" => {
                bitstream(&name, data)?;
                write(&mut kept, &name, data);
                write(out, b"ANMF", &kept);
                return Ok(());
            }
            _ => {}
        }
    }
    Err(Fault::Broken)
}

/// Looks at the size that a bitstream tells: VP8 in RFC 6386 §9.1, VP8L in RFC 9649 §3.4.
fn bitstream(name: &[u8; 4], data: &[u8]) -> Result<(), Fault> {
    let mut reader = Reader::new(data);
    if name == b"VP8L" {
        let [0x2F, bits @ ..] = reader.array::<5>()? else { return Err(Fault::Broken) };
        let bits = u32::from_le_bytes(bits);
        return guard((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
    }
    let [tag, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1] = reader.array()? else { return Err(Fault::Broken) };
    // Only a key frame stands alone.
    if tag & 1 != 0 {
        return Err(Fault::Broken);
    }
    let size = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
    guard(size(w0, w1), size(h0, h1))
}

/// 24 bits that hold a size less 1.
const fn size([low, middle, high]: [u8; 3]) -> u32 {
    u32::from_le_bytes([low, middle, high, 0]) + 1
}

/// A chunk of odd length is followed by one byte, which the last one of a sloppy file may lack.
fn read<'a>(reader: &mut Reader<'a>) -> Result<([u8; 4], &'a [u8]), Fault> {
    let name = reader.array()?;
    let length = u32::from_le_bytes(reader.array()?) as usize;
    let data = reader.take(length)?;
    if length % 2 == 1 && !reader.is_empty() {
        reader.byte()?;
    }
    Ok((name, data))
}

/// `data` came from a chunk, or is short: there is room in 32 bits.
fn write(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(&(data.len() as u32).to_le_bytes());
    out.extend_from_slice(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
}
