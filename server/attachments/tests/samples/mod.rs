//! Files written by hand, each with all the metadata that its kind can hold, and what is to be left of them. Metadata hold `SECRET`.

/// What each piece of metadata holds.
pub const SECRET: &[u8] = b"SECRET";

/// Data of scans, as unlike the rest as they may be: a stuffed 0xFF, restart markers, one of them behind a fill byte.
pub const SCAN: &[u8] = b"\x12\xFF\x00pixels\xFF\xD0more\xFF\xFF\xD1last\xFF\x00";

pub fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// TIFF with an orientation, the maker, a position and a thumbnail that ends as a JPEG does.
pub fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x03\0".to_vec();
    tiff.extend(b"\x0F\x01\x02\0\x06\0\0\0\x44\0\0\0");
    tiff.extend(b"\x12\x01\x03\0\x01\0\0\0");
    tiff.extend(orientation.to_le_bytes());
    tiff.extend(b"\0\0\x25\x88\x04\0\x01\0\0\0\x32\0\0\0");
    tiff.extend(b"\x4A\0\0\0");
    // The position's directory, then the maker, then the thumbnail's directory and bytes.
    tiff.extend(b"\x01\0\x01\0\x02\0\x07\0\0\0\x44\0\0\0\0\0\0\0");
    tiff.extend(SECRET);
    tiff.extend(b"\x01\0\x01\x02\x04\0\x01\0\0\0\x5C\0\0\0\0\0\0\0");
    tiff.extend(b"\xFF\xD8\xFF\xDASECRET\xFF\xD9");
    tiff
}

/// The only EXIF that is left.
pub fn upright(orientation: u8) -> Vec<u8> {
    [b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[orientation], &[0; 6]].concat()
}

pub fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16 + 2).to_be_bytes();
    [&[0xFF, marker], length.as_slice(), content].concat()
}

fn frame(width: u16, height: u16) -> Vec<u8> {
    let size = [height.to_be_bytes(), width.to_be_bytes()].concat();
    segment(0xC2, &[&[8], size.as_slice(), b"\x01\x01\x11\0"].concat())
}

const ICC: &[u8] = b"ICC_PROFILE\0\x01\x01colours";

/// A progressive JPEG of that size, and what is left of it.
pub fn jpeg(orientation: u16, width: u16, height: u16) -> (Vec<u8>, Vec<u8>) {
    let tables = [segment(0xDB, b"\0quantisation"), frame(width, height), segment(0xC4, b"\0codes")].concat();
    let scans = [segment(0xDD, b"\0\x04"), segment(0xDA, b"\x01\x01\0\0\0\x01"), SCAN.to_vec()].concat();
    let more = [segment(0xC4, b"\x10codes"), segment(0xDA, b"\x01\x01\0\x01\x3F\0"), SCAN.to_vec()].concat();
    let full = [
        b"\xFF\xD8".to_vec(),
        segment(0xE0, b"JFIF\0\x01\x02\x01\0\x48\0\x48\x02\x01SECRET"),
        segment(0xE0, b"JFXX\0\x10SECRET\xFF\xD9"),
        b"\xFF\xFF".to_vec(),
        segment(0xE1, &[b"Exif\0\0".as_slice(), &exif(orientation)].concat()),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<SECRET/>"),
        segment(0xE2, ICC),
        segment(0xE2, b"MPF\0SECRET"),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04SECRET"),
        segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01SECRET"),
        segment(0xFE, SECRET),
        b"stray SECRET".to_vec(),
        tables.clone(),
        scans.clone(),
        segment(0xFE, SECRET),
        segment(0xE1, &[b"Exif\0\0".as_slice(), &exif(3)].concat()),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01SECRET"),
        more.clone(),
        b"\xFF\xFF\xD9\xFF\xD8SECRET\xFF\xD9PK\x03\x04".to_vec(),
    ];
    let turned = match u8::try_from(orientation) {
        Ok(turned @ 2..=8) => segment(0xE1, &[b"Exif\0\0".as_slice(), &upright(turned)].concat()),
        _ => Vec::new(),
    };
    let left = [
        b"\xFF\xD8".to_vec(),
        segment(0xE0, b"JFIF\0\x01\x02\x01\0\x48\0\x48\0\0"),
        turned,
        segment(0xE2, ICC),
        segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01"),
        tables,
        scans,
        more,
        b"\xFF\xD9".to_vec(),
    ];
    (full.concat(), left.concat())
}

pub fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let checked = [name, data].concat();
    let sum = crc32fast::hash(&checked).to_be_bytes();
    [(data.len() as u32).to_be_bytes().as_slice(), &checked, &sum].concat()
}

/// An animated PNG of that size, and what is left of it.
pub fn png(width: u32, height: u32) -> (Vec<u8>, Vec<u8>) {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let start =
        [b"\x89PNG\r\n\x1A\n".to_vec(), chunk(b"IHDR", &[size.as_slice(), b"\x08\x02\0\0\0"].concat())];
    let drawn = [
        chunk(b"iCCP", b"p\0\0colours"),
        chunk(b"acTL", b"\0\0\0\x01\0\0\0\0"),
        chunk(b"IDAT", b"pixels"),
        chunk(b"IDAT", b"more"),
        chunk(b"fdAT", b"\0\0\0\x01pixels"),
    ];
    let full = [
        start.concat(),
        chunk(b"tEXt", b"Author\0SECRET"),
        chunk(b"zTXt", b"Raw profile type exif\0\0SECRET"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0SECRET"),
        drawn[..2].concat(),
        chunk(b"tIME", b"\x07\xEASECRET"),
        chunk(b"caBX", SECRET),
        drawn[2..].concat(),
        chunk(b"eXIf", &exif(6)),
        chunk(b"IEND", b""),
        chunk(b"IDAT", SECRET),
        SECRET.to_vec(),
    ];
    let left = [start.concat(), chunk(b"eXIf", &upright(6)), drawn.concat(), chunk(b"IEND", b"")];
    (full.concat(), left.concat())
}

pub fn riff_chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let pad = &[0][..data.len() % 2];
    [name, (data.len() as u32).to_le_bytes().as_slice(), data, pad].concat()
}

pub fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    riff_chunk(b"RIFF", &[b"WEBP".to_vec(), chunks.concat()].concat())
}

/// A bitstream of a lossless image.
pub fn lossless(width: u32, height: u32) -> Vec<u8> {
    let bits = (width - 1) | (height - 1) << 14;
    riff_chunk(b"VP8L", &[b"\x2F".as_slice(), &bits.to_le_bytes(), b"pixels"].concat())
}

/// A WebP with a profile, and what is left of it.
pub fn webp(width: u32, height: u32) -> (Vec<u8>, Vec<u8>) {
    let size = [&(width - 1).to_le_bytes()[..3], &(height - 1).to_le_bytes()[..3]].concat();
    let header = |flags: u8| riff_chunk(b"VP8X", &[&[flags, 0, 0, 0], size.as_slice()].concat());
    let drawn = [riff_chunk(b"ICCP", b"colours"), lossless(width, height)].concat();
    let full = [
        header(0x20 | 0x10 | 0x08 | 0x04 | 0x81),
        drawn.clone(),
        riff_chunk(b"EXIF", &exif(8)),
        riff_chunk(b"XMP ", b"<SECRET/>"),
        riff_chunk(b"LIST", SECRET),
        riff_chunk(b"VP8L", SECRET),
    ];
    let left = [header(0x20 | 0x10 | 0x08), drawn, riff_chunk(b"EXIF", &upright(8))];
    ([riff(&full), SECRET.to_vec()].concat(), riff(&left))
}

/// An animated WebP, and what is left of it.
pub fn film() -> (Vec<u8>, Vec<u8>) {
    let header = |flags: u8| riff_chunk(b"VP8X", &[flags, 0, 0, 0, 3, 0, 0, 1, 0, 0]);
    let still = riff_chunk(b"VP8 ", b"\x10\0\0\x9D\x01\x2A\x04\0\x02\0pixels");
    let image = |more: &[u8]| {
        let place = *b"\0\0\0\0\0\0\x03\0\0\x01\0\0\x64\0\0\0";
        let parts = [place.to_vec(), riff_chunk(b"ALPH", b"\0alpha"), still.clone(), more.to_vec()];
        riff_chunk(b"ANMF", &parts.concat())
    };
    let loops = riff_chunk(b"ANIM", b"\0\0\0\0\0\0");
    let secret = riff_chunk(b"note", SECRET);
    let full = [header(0x1E), loops.clone(), image(&secret), riff_chunk(b"VP8L", SECRET), image(b"")];
    (riff(&full), riff(&[header(0x12), loops, image(b""), image(b"")]))
}

/// An animated GIF of that size, and what is left of it.
pub fn gif(width: u16, height: u16) -> (Vec<u8>, Vec<u8>) {
    let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
    let screen = [b"GIF89a", size.as_slice(), b"\x80\0\0colour"].concat();
    let loops = b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\x05\0\0";
    let image = [b"\x2C\0\0\0\0", size.as_slice(), b"\x81locals-palet\x02\x04\x21\xFE\x3B\x2C\x01\x3B\0"];
    let image = image.concat();
    let timed = [b"\x21\xF9\x04\x04\x0A\0\0\0", image.as_slice()].concat();
    // XMP stands there without lengths: wherever its last one leads, the tail leads to the end (XMP part 3 §1.1.2).
    let tail: Vec<u8> = (0..=255).rev().collect();
    let xmp = [b"\x21\xFF\x0BXMP DataXMP<SECRET/>\x01".as_slice(), &tail, b"\0"].concat();
    let full = [
        screen.as_slice(),
        b"\x21\xFE\x06SECRET\x01!\0",
        loops.as_slice(),
        &xmp,
        &timed,
        b"\x21\xF9\x04\0\0\0\0\0\x21\x01\x0C\0\0\0\0\0\0\0\0\0\0\0\0\x06SECRET\0",
        b"\x21\xFF\x0BSECRETSECRE\x06SECRET\0",
        loops,
        &image,
        b"\x3BSECRET\x3B",
    ];
    (full.concat(), [screen.as_slice(), loops, &timed, &image, b"\x3B"].concat())
}

pub fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n".to_vec()
}
