//! PNG (3rd edition §5.3, §11): chunks that draw are kept, the orientation of eXIf too; texts, times and unknown chunks go.

use crate::{
    exif,
    reader::{Fault, Reader, guard},
};

/// Palette and pixels, transparency and background, colours, density, animation.
const KEPT: [&[u8; 4]; 16] = [
    b"PLTE", b"IDAT", b"tRNS", b"bKGD", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV",
    b"cLLI", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

/// The type and its data are checked by a CRC of both.
struct Chunk<'a> {
    name: [u8; 4],
    data: &'a [u8],
}

pub(crate) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut reader = Reader::new(bytes);
    let mut head = reader.take(8)?.to_vec();
    let header = read(&mut reader)?;
    let (b"IHDR", 13, Some([w3, w2, w1, w0, h3, h2, h1, h0])) =
        (&header.name, header.data.len(), header.data.first_chunk())
    else {
        return Err(Fault::Broken);
    };
    guard(u32::from_be_bytes([*w3, *w2, *w1, *w0]), u32::from_be_bytes([*h3, *h2, *h1, *h0]))?;
    write(&mut head, header);

    let mut body = Vec::with_capacity(bytes.len());
    let (mut orientation, mut has_pixels) = (None, false);
    loop {
        let chunk = read(&mut reader)?;
        match &chunk.name {
            // What follows the end is no part of the image: what was cropped, a film, an archive.
            b"IEND" if chunk.data.is_empty() && has_pixels => break,
            b"eXIf" => orientation = orientation.or_else(|| exif::orientation(chunk.data)),
            name if KEPT.contains(&name) => {
                has_pixels |= name == b"IDAT";
                write(&mut body, chunk);
            }
            // A capital letter first: who does not know the chunk cannot show the image (§5.4).
            [first, ..] if first.is_ascii_uppercase() => return Err(Fault::Broken),
            _ => {}
        }
    }
    if let Some(orientation) = orientation {
        write(&mut head, Chunk { name: *b"eXIf", data: &exif::minimal(orientation) });
    }
    head.append(&mut body);
    write(&mut head, Chunk { name: *b"IEND", data: &[] });
    Ok(head)
}

fn read<'a>(reader: &mut Reader<'a>) -> Result<Chunk<'a>, Fault> {
    let length = u32::from_be_bytes(reader.array()?) as usize;
    let chunk = Chunk { name: reader.array()?, data: reader.take(length)? };
    if u32::from_be_bytes(reader.array()?) == chunk.crc() { Ok(chunk) } else { Err(Fault::Broken) }
}

fn write(out: &mut Vec<u8>, chunk: Chunk) {
    // It came from a chunk, or is short: there is room in 32 bits.
    out.extend_from_slice(&(chunk.data.len() as u32).to_be_bytes());
    out.extend_from_slice(&chunk.name);
    out.extend_from_slice(chunk.data);
    out.extend_from_slice(&chunk.crc().to_be_bytes());
}

impl Chunk<'_> {
    fn crc(&self) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&self.name);
        hasher.update(self.data);
        hasher.finalize()
    }
}
