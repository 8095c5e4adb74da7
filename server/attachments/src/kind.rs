//! Kinds of files, and how their first bytes tell them.

/// A kind of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Jpeg,
    Png,
    Webp,
    Gif,
    Pdf,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Jpeg, Self::Png, Self::Webp, Self::Gif, Self::Pdf];

    /// Its name in storage and addresses; it never changes.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Pdf => "pdf",
        }
    }

    /// The kind of that [`id`](Self::id).
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// Its media type, as IANA lists it.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Pdf => "application/pdf",
        }
    }

    /// How names of such files end, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Pdf => "pdf",
        }
    }

    /// Whether a page may show it.
    #[must_use]
    pub const fn is_image(self) -> bool {
        !matches!(self, Self::Pdf)
    }
}

/// What first bytes tell.
pub(crate) enum Found {
    Kind(Kind),
    Heic,
}

/// Brands of images of HEVC (ISO/IEC 23008-12 B.4 and annex E), and those of any HEIF, which cameras put first.
const HEIC: [&[u8; 4]; 10] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"];
/// Compatible brands that are looked at; files have less than ten.
const BRANDS: usize = 32;

/// JPEG: ITU-T T.81 B.1.1.3; PNG 3rd edition §5.2; WebP: RFC 9649 §2.4; GIF89a §17; PDF: ISO 32000-1 §7.5.2.
pub(crate) fn find(bytes: &[u8]) -> Option<Found> {
    let kind = match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Kind::Jpeg,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Kind::Png,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Kind::Webp,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Kind::Gif,
        [b'%', b'P', b'D', b'F', b'-', ..] => Kind::Pdf,
        _ => return is_heic(bytes).then_some(Found::Heic),
    };
    Some(Found::Kind(kind))
}

/// The box `ftyp` (ISO/IEC 14496-12 §4.3): length, name, major brand, version, compatible brands. AVIF is of that family and no HEIC.
fn is_heic(bytes: &[u8]) -> bool {
    let [a, b, c, d, b'f', b't', b'y', b'p', brands @ ..] = bytes else { return false };
    let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
    let brands = &brands[..brands.len().min(length.saturating_sub(8))];
    let brands = || brands.chunks_exact(4).take(BRANDS);
    !brands().any(|brand| brand.starts_with(b"avi"))
        && brands().any(|brand| HEIC.iter().any(|heic| brand == *heic))
}
