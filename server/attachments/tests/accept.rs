//! What is accepted, what is left of it, and what is refused and why.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod samples;

use attachments::{Accepted, Kind, MOST, Refused, accept};
use samples::{SCAN, SECRET, holds};

/// That exactly `left` remains of `full`, of which the sample's secrets were a part, and that nothing more goes the second time.
fn leaves(kind: Kind, (full, left): (Vec<u8>, Vec<u8>)) {
    assert!(holds(&full, SECRET));
    let accepted = accept(full).unwrap();
    assert!(!holds(&accepted.bytes, SECRET), "{:?}", String::from_utf8_lossy(&accepted.bytes));
    assert_eq!(accepted.kind, kind);
    assert_eq!(accepted.bytes, left, "{:?}", String::from_utf8_lossy(&accepted.bytes));
    assert_eq!(accept(left), Ok(accepted));
}

#[test]
fn a_jpeg_keeps_its_scans_its_colours_and_its_orientation() {
    for orientation in 0..10 {
        let sample = samples::jpeg(orientation, 640, 480);
        assert_eq!(sample.1.windows(SCAN.len()).filter(|window| *window == SCAN).count(), 2);
        assert_eq!(holds(&sample.1, b"Exif"), (2..=8).contains(&orientation));
        leaves(Kind::Jpeg, sample);
    }
}

#[test]
fn a_png_keeps_its_pixels_its_animation_and_its_orientation() {
    leaves(Kind::Png, samples::png(640, 480));
}

#[test]
fn a_webp_keeps_its_bitstreams_its_animation_and_its_orientation() {
    leaves(Kind::Webp, samples::webp(640, 480));
    leaves(Kind::Webp, samples::film());
    let simple = samples::riff(&[samples::lossless(3, 2)]);
    let more = samples::riff(&[samples::lossless(3, 2), samples::riff_chunk(b"EXIF", &samples::exif(6))]);
    leaves(Kind::Webp, (more, simple));
}

#[test]
fn the_exif_of_a_webp_may_have_the_prefix_of_a_jpeg() {
    let header = samples::riff_chunk(b"VP8X", &[0x08, 0, 0, 0, 2, 0, 0, 1, 0, 0]);
    let prefixed = [b"Exif\0\0".as_slice(), &samples::exif(6)].concat();
    let of = |exif: &[u8]| {
        samples::riff(&[header.clone(), samples::lossless(3, 2), samples::riff_chunk(b"EXIF", exif)])
    };
    leaves(Kind::Webp, (of(&prefixed), of(&samples::upright(6))));
}

#[test]
fn a_gif_keeps_its_images_and_its_loop() {
    leaves(Kind::Gif, samples::gif(640, 480));
}

#[test]
fn a_pdf_stays_as_it_is() {
    let accepted = accept(samples::pdf()).unwrap();
    assert_eq!(accepted, Accepted { kind: Kind::Pdf, bytes: samples::pdf() });
    let late = [b"\n".as_slice(), &samples::pdf()].concat();
    assert_eq!(accept(late), Err(Refused::Unknown));
    let cut = samples::pdf().split_off(0)[..40].to_vec();
    assert_eq!(accept(cut), Err(Refused::Broken(Kind::Pdf)));
    let followed = [samples::pdf(), vec![0; 1024]].concat();
    assert_eq!(accept(followed), Err(Refused::Broken(Kind::Pdf)));
}

#[test]
fn other_files_are_refused_and_the_reason_is_told() {
    assert_eq!(accept(Vec::new()), Err(Refused::Empty));
    assert_eq!(accept(vec![0; MOST + 1]), Err(Refused::TooLarge));
    for unknown in [
        b"bonjour".as_slice(),
        b"<html>",
        b"MZ\x90\0",
        b"PK\x03\x04",
        b"RIFF\x04\0\0\0WAVE",
        b"BM",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
        b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1miaf",
    ] {
        assert_eq!(accept(unknown.to_vec()), Err(Refused::Unknown), "{unknown:?}");
    }
    for heic in [b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".as_slice(), b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"] {
        assert_eq!(accept(heic.to_vec()), Err(Refused::Heic));
    }
    assert_eq!(Refused::Broken(Kind::Png).to_string(), "the png file is cut or malformed");
}

/// Ten mebibytes are taken, one byte more is not.
#[test]
fn the_bound_is_the_last_size_that_is_taken() {
    let mut bytes = samples::pdf();
    bytes.splice(9..9, vec![b' '; MOST - bytes.len()]);
    assert!(accept(bytes.clone()).is_ok());
    bytes.insert(9, b' ');
    assert_eq!(accept(bytes), Err(Refused::TooLarge));
}

#[test]
fn an_image_of_too_many_pixels_is_refused() {
    let fits = [samples::jpeg(1, 10_000, 10_000).0, samples::png(10_000, 10_000).0];
    assert!(
        fits.into_iter()
            .chain([samples::webp(10_000, 10_000).0, samples::gif(10_000, 10_000).0])
            .all(|f| accept(f).is_ok())
    );
    let bare = samples::riff(&[samples::lossless(16_384, 16_384)]);
    // The bitstream is looked at too, where the header tells less.
    let small = samples::riff_chunk(b"VP8X", &[0, 0, 0, 0, 2, 0, 0, 1, 0, 0]);
    let mut image = samples::gif(640, 480).1;
    let at = image.iter().position(|byte| *byte == 0x2C).unwrap();
    image[at + 1..at + 9].fill(0x7F);
    let hidden = samples::riff(&[small, samples::lossless(16_384, 16_384)]);
    for bomb in [
        samples::jpeg(1, 10_001, 10_000).0,
        samples::png(u32::MAX, u32::MAX).0,
        samples::webp(10_001, 10_000).0,
        samples::gif(10_001, 10_000).0,
        bare,
        image,
        hidden,
    ] {
        assert_eq!(accept(bomb), Err(Refused::TooManyPixels));
    }
    assert_eq!(accept(samples::jpeg(1, 0, 480).0), Err(Refused::Broken(Kind::Jpeg)));
    assert_eq!(accept(samples::png(640, 0).0), Err(Refused::Broken(Kind::Png)));
}

#[test]
fn no_beginning_of_an_image_is_accepted() {
    let samples = [
        samples::jpeg(6, 640, 480),
        samples::png(640, 480),
        samples::webp(640, 480),
        samples::film(),
        samples::gif(64, 48),
    ];
    for (_, left) in samples {
        for end in 1..left.len() {
            let refused = accept(left[..end].to_vec()).unwrap_err();
            assert!(matches!(refused, Refused::Broken(_) | Refused::Unknown), "{end}: {refused}");
        }
    }
}

#[test]
fn what_no_reader_agrees_on_is_broken() {
    let (_, jpeg) = samples::jpeg(1, 640, 480);
    // A second frame, and a height told after the scans.
    for wrong in [samples::segment(0xC0, b"\x08\xFF\xFF\xFF\xFF"), samples::segment(0xDC, b"\xFF\xFF")] {
        let at = jpeg.len() - 2;
        let bytes = [&jpeg[..at], &wrong, &jpeg[at..]].concat();
        assert_eq!(accept(bytes), Err(Refused::Broken(Kind::Jpeg)));
    }
    let (_, png) = samples::png(640, 480);
    // A sum that is not that of its chunk, and a chunk that must be known.
    let mut wrong = png.clone();
    wrong[30] ^= 1;
    assert_eq!(accept(wrong), Err(Refused::Broken(Kind::Png)));
    let bytes = [&png[..33], &samples::chunk(b"CgBI", b"\0\0\0\0"), &png[33..]].concat();
    assert_eq!(accept(bytes), Err(Refused::Broken(Kind::Png)));
}

#[test]
fn an_image_without_pixels_is_broken() {
    let (_, jpeg) = samples::jpeg(1, 640, 480);
    let scan = jpeg.windows(2).position(|two| two == b"\xFF\xDA").unwrap();
    let (_, png) = samples::png(640, 480);
    let header = samples::riff_chunk(b"VP8X", &[0x02, 0, 0, 0, 2, 0, 0, 1, 0, 0]);
    let inter = samples::riff_chunk(b"VP8 ", b"\x11\0\0\x9D\x01\x2A\x04\0\x02\0pixels");
    for (kind, bytes) in [
        (Kind::Jpeg, [&jpeg[..scan], b"\xFF\xD9"].concat()),
        (Kind::Png, [&png[..33], &samples::chunk(b"IEND", b"")].concat()),
        (Kind::Webp, samples::riff(&[header, samples::lossless(3, 2)])),
        // Not a whole image, but what changes since the one before.
        (Kind::Webp, samples::riff(&[inter])),
        (Kind::Gif, b"GIF89a\x01\0\x01\0\0\0\0\x3B".to_vec()),
    ] {
        assert_eq!(accept(bytes), Err(Refused::Broken(kind)));
    }
}

#[test]
fn a_profile_that_its_webp_does_not_announce_goes() {
    let header = samples::riff_chunk(b"VP8X", &[0, 0, 0, 0, 2, 0, 0, 1, 0, 0]);
    let secret = samples::riff_chunk(b"ICCP", SECRET);
    let left = samples::riff(&[header.clone(), samples::lossless(3, 2)]);
    leaves(Kind::Webp, (samples::riff(&[header, secret, samples::lossless(3, 2)]), left));
}

#[test]
fn names_of_kinds_are_read_back() {
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.id()), Some(kind));
        assert_eq!(kind.media_type().starts_with("image/"), kind.is_image());
        assert!(!kind.extension().starts_with('.'));
    }
    assert_eq!(Kind::parse("heic"), None);
}

#[test]
fn what_was_sent_is_not_in_a_log() {
    let shown = format!("{:?}", accept(samples::pdf()).unwrap());
    assert_eq!(shown, format!("Accepted {{ kind: Pdf, length: {} }}", samples::pdf().len()));
}
