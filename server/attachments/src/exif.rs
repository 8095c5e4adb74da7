//! The orientation of a photo, read from EXIF, and an EXIF that tells it and nothing else (CIPA DC-008, TIFF 6.0 §2).

/// The tag Orientation.
const TAG: u16 = 0x0112;
/// The type of its value: 16 bits.
const SHORT: u16 = 3;

/// What readers must turn or mirror: 2 to 8. None where the image stands as it is (1), or where nothing readable tells it.
/// `tiff` is the EXIF from its byte order on.
pub(crate) fn orientation(tiff: &[u8]) -> Option<u8> {
    let is_big = match tiff.first_chunk()? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if is_big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if is_big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    };
    // The first directory: the second one is the thumbnail's.
    let directory = long(4)? as usize;
    let entries = usize::from(short(directory)?);
    let first = directory.checked_add(2)?;
    let entry = (0..entries).map_while(|i| first.checked_add(12 * i)).find(|at| short(*at) == Some(TAG))?;
    if short(entry + 2)? != SHORT || long(entry + 4)? != 1 {
        return None;
    }
    u8::try_from(short(entry + 8)?).ok().filter(|value| (2..=8).contains(value))
}

/// One directory with one entry.
pub(crate) const fn minimal(orientation: u8) -> [u8; 26] {
    let mut tiff = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    tiff[19] = orientation;
    tiff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_orientation_but_the_upright_one_is_read_back() {
        for value in 0..=255 {
            assert_eq!(orientation(&minimal(value)), (2..=8).contains(&value).then_some(value));
        }
    }

    #[test]
    fn little_endian_is_read_and_other_types_are_not() {
        let mut tiff = *b"II*\0\x0A\0\0\0??\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        assert_eq!(orientation(&tiff), Some(6));
        for end in 0..tiff.len() - 2 {
            assert_eq!(orientation(&tiff[..end]), None);
        }
        tiff[14] = 4;
        assert_eq!(orientation(&tiff), None);
    }
}
