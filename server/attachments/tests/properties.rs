//! Whatever comes: no panic, and who accepted a file accepts what is left of it, as it is.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod samples;

use attachments::accept;
use proptest::{collection::vec, prelude::*, sample::Index};

fn settles(bytes: Vec<u8>) -> Result<(), TestCaseError> {
    if let Ok(accepted) = accept(bytes) {
        let again = accept(accepted.bytes.clone());
        prop_assert!(again.as_ref() == Ok(&accepted), "{again:?}");
    }
    Ok(())
}

fn valid() -> Vec<Vec<u8>> {
    let pairs = [
        samples::jpeg(6, 64, 48),
        samples::png(64, 48),
        samples::webp(64, 48),
        samples::film(),
        samples::gif(64, 48),
    ];
    pairs.into_iter().flat_map(|(full, left)| [full, left]).chain([samples::pdf()]).collect()
}

/// Bytes that mean something somewhere, more often than others.
fn byte() -> impl Strategy<Value = u8> {
    let telling =
        [0, 1, 0x21, 0x2C, 0x3B, 0x80, 0xC0, 0xC2, 0xD0, 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xF9, 0xFE, 0xFF];
    prop_oneof![any::<u8>(), proptest::sample::select(telling.to_vec())]
}

fn starts() -> impl Strategy<Value = &'static [u8]> {
    let starts: [&[u8]; 8] = [
        b"",
        b"\xFF\xD8\xFF",
        b"\x89PNG\r\n\x1A\n",
        b"RIFF\x40\0\0\0WEBPVP8X\x0A\0\0\0",
        b"RIFF\x20\0\0\0WEBPVP8 ",
        b"GIF89a\x01\0\x01\0\0\0\0",
        b"%PDF-",
        b"\0\0\0\x18ftyp",
    ];
    proptest::sample::select(starts.to_vec())
}

const CHUNKS: [&[u8]; 8] = [b"IHDR", b"IDAT", b"IDAT", b"IEND", b"eXIf", b"tEXt", b"fdAT", b"PLTE"];
const RIFF: [&[u8]; 9] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF", b"XMP "];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(start in starts(), rest in vec(byte(), 0..200)) {
        settles([start, &rest].concat())?;
    }

    #[test]
    fn a_valid_file_with_some_bytes_changed_and_its_end_cut(
        which in any::<Index>(), changes in vec((any::<Index>(), byte()), 0..6), end in any::<Index>(), is_cut in any::<bool>(),
    ) {
        let mut bytes = valid().swap_remove(which.index(valid().len()));
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if is_cut {
            bytes.truncate(end.index(bytes.len()));
        }
        settles(bytes)?;
    }

    #[test]
    fn segments_in_any_order(parts in vec((0xC0_u8..=0xFE, vec(byte(), 0..24)), 0..12)) {
        let parts = parts.iter().flat_map(|(marker, content)| samples::segment(*marker, content));
        settles(b"\xFF\xD8".iter().copied().chain(parts).chain(*b"\xFF\xD9").collect())?;
    }

    #[test]
    fn chunks_in_any_order(parts in vec((0_usize..CHUNKS.len(), vec(byte(), 0..40)), 0..8)) {
        let header = samples::png(64, 48).0[..33].to_vec();
        let parts = parts.iter().flat_map(|(name, data)| samples::chunk(CHUNKS[*name], data));
        let end = samples::chunk(b"IEND", b"");
        settles(header.into_iter().chain(parts).chain(end).collect())?;
    }

    #[test]
    fn parts_of_a_webp_in_any_order(flags in byte(), parts in vec((0_usize..RIFF.len(), vec(byte(), 0..40)), 0..8)) {
        let header = samples::riff_chunk(b"VP8X", &[flags, 0, 0, 0, 3, 0, 0, 1, 0, 0]);
        let parts = parts.iter().map(|(name, data)| samples::riff_chunk(RIFF[*name], data));
        let image = samples::lossless(4, 2);
        settles(samples::riff(&[header].into_iter().chain(parts).chain([image]).collect::<Vec<_>>()))?;
    }

    #[test]
    fn an_orientation_is_kept_wherever_exif_is_cut(orientation in 0_u16..10, end in 0_usize..120) {
        let mut exif = samples::exif(orientation);
        exif.truncate(end);
        let content = [b"Exif\0\0".as_slice(), &exif].concat();
        let (_, left) = samples::jpeg(1, 64, 48);
        let kept = accept([b"\xFF\xD8", samples::segment(0xE1, &content).as_slice(), &left[2..]].concat()).unwrap();
        // The value ends at byte 32.
        prop_assert_eq!(samples::holds(&kept.bytes, b"Exif"), (2..=8).contains(&orientation) && end >= 32);
    }
}
