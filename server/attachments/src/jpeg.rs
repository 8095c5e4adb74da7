//! JPEG (ITU-T T.81 annex B): tables, frame and scans are kept, of application data what colours and size need, and the orientation.

use crate::{
    exif,
    reader::{Fault, Reader, guard},
};

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;
const COM: u8 = 0xFE;

/// Bytes of JFIF's own part (ITU-T T.871 §10.1); a thumbnail may follow, and its size is the last two.
const JFIF: usize = 14;
/// Bytes of Adobe's segment (ITU-T T.872 §6.5.3).
const ADOBE: usize = 12;

pub(crate) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut reader = Reader::new(bytes);
    let mut head = reader.take(2)?.to_vec();
    let mut body = Vec::with_capacity(bytes.len());
    let (mut jfif, mut orientation) = (None, None);
    let (mut has_frame, mut has_scan) = (false, false);
    loop {
        let marker = next_marker(&mut reader)?;
        match marker {
            // What follows the end is no part of the image: a film, a second photo, what was cropped, an archive.
            EOI if has_scan => break,
            // These stand alone, and mean nothing here.
            0x01 | 0xD0..=0xD7 => continue,
            SOI | EOI => return Err(Fault::Broken),
            _ => {}
        }
        let content = segment(&mut reader)?;
        match marker {
            APP0 if jfif.is_none() && !has_scan => jfif = jfif_alone(content),
            APP1 if orientation.is_none() && !has_scan => {
                orientation =
                    content.strip_prefix(b"Exif\0").and_then(|rest| exif::orientation(rest.get(1..)?));
            }
            APP2 if content.starts_with(b"ICC_PROFILE\0") && !has_scan => write(&mut body, marker, content),
            APP14 if content.starts_with(b"Adobe") && content.len() >= ADOBE && !has_scan => {
                write(&mut body, marker, &content[..ADOBE]);
            }
            APP0..=APP15 | COM => {}
            // DHT, DAC, DQT, DRI.
            0xC4 | 0xCC | 0xDB | 0xDD => write(&mut body, marker, content),
            // A frame (SOF0 to SOF15; 0xC8 is reserved). A second one makes it hierarchical, which nobody shows.
            0xC0..=0xC7 | 0xC9..=0xCF if !has_frame => {
                let [_precision, h1, h0, w1, w0] = Reader::new(content).array()?;
                guard(u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into())?;
                has_frame = true;
                write(&mut body, marker, content);
            }
            SOS if has_frame => {
                has_scan = true;
                write(&mut body, marker, content);
                body.extend_from_slice(scan_data(&mut reader)?);
            }
            // DNL would change the height that was looked at; the rest is hierarchical, or reserved.
            _ => return Err(Fault::Broken),
        }
    }
    if let Some(jfif) = jfif {
        write(&mut head, APP0, &jfif);
    }
    if let Some(orientation) = orientation {
        write(&mut head, APP1, &[b"Exif\0\0".as_slice(), &exif::minimal(orientation)].concat());
    }
    head.append(&mut body);
    head.extend_from_slice(&[0xFF, EOI]);
    Ok(head)
}

/// Fill bytes go, and stray bytes between segments, as decoders pass over them too.
fn next_marker(reader: &mut Reader) -> Result<u8, Fault> {
    loop {
        while reader.byte()? != 0xFF {}
        let mut marker = reader.byte()?;
        while marker == 0xFF {
            marker = reader.byte()?;
        }
        if marker != 0 {
            return Ok(marker);
        }
    }
}

/// The content of a segment; its length counts its own two bytes.
fn segment<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Fault> {
    let length = u16::from_be_bytes(reader.array()?);
    reader.take(usize::from(length).checked_sub(2).ok_or(Fault::Broken)?)
}

/// Entropy-coded data up to the next marker that is no restart. A 0xFF of the data is followed by 0; fill bytes may precede a marker.
fn scan_data<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Fault> {
    let rest = reader.rest();
    let mut at = 0;
    loop {
        let first = at + rest[at..].iter().position(|byte| *byte == 0xFF).ok_or(Fault::Broken)?;
        let next = first + rest[first..].iter().position(|byte| *byte != 0xFF).ok_or(Fault::Broken)?;
        if !matches!(rest[next], 0 | 0xD0..=0xD7) {
            return reader.take(first);
        }
        at = next + 1;
    }
}

/// JFIF without its thumbnail.
fn jfif_alone(content: &[u8]) -> Option<[u8; JFIF]> {
    let mut own: [u8; JFIF] = *content.first_chunk()?;
    own[JFIF - 2..].fill(0);
    own.starts_with(b"JFIF\0").then_some(own)
}

/// `content` came from a segment, or is short: its length has room in 16 bits.
fn write(out: &mut Vec<u8>, marker: u8, content: &[u8]) {
    out.extend_from_slice(&[0xFF, marker]);
    out.extend_from_slice(&(content.len() as u16 + 2).to_be_bytes());
    out.extend_from_slice(content);
}
