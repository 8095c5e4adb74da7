//! Files that citizens and gendarmes send each other: what each is, and what is safe to hand on of it. Images lose what they tell
//! beside their pixels (place, device, thumbnail, comments, whatever follows the image); pixels are never encoded again.
//!
//! The containers are read by small parsers of our own, which keep what is on a list: a kind of metadata that is not known yet goes too.
//! `img-parts` 0.3.3 was tried: all that follows the first scan's header is scan data to it, so what stands between scans and behind
//! the end stays; a short ICC segment panics, and nested lists of a WebP overflow the stack. It reads no orientation either, which
//! would ask for `kamadak-exif` too. `infer` and `imagesize` look at first bytes and headers only.

mod exif;
mod gif;
mod jpeg;
mod kind;
mod pdf;
mod png;
mod reader;
mod scan;
mod webp;

use kind::Found;
use reader::Fault;
use std::fmt;

pub use kind::Kind;
pub use reader::MOST_PIXELS;
pub use scan::{ScanError, Scanner, TIMEOUT, Verdict, scan};

/// Bytes of a file at most: 10 MiB.
pub const MOST: usize = 10 * 1024 * 1024;

/// A file that may be stored and handed on, as its bytes are here.
#[derive(Clone, PartialEq, Eq)]
pub struct Accepted {
    /// What its bytes say that it is.
    pub kind: Kind,
    /// An image without metadata, or a PDF as it came. At most [`MOST`].
    pub bytes: Vec<u8>,
}

/// What somebody sent is nothing for a log.
impl fmt::Debug for Accepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accepted").field("kind", &self.kind).field("length", &self.bytes.len()).finish()
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    #[error("the file is empty")]
    Empty,
    #[error("the file has more than {MOST} bytes")]
    TooLarge,
    #[error("the file is no JPEG, PNG, WebP, GIF or PDF")]
    Unknown,
    /// What iPhones take photos in. Its metadata are items that an index points to by offset, next to thumbnails and auxiliary
    /// images; nothing small removes them for certain, and most browsers do not show it.
    #[error("the file is a HEIC image, whose metadata cannot be removed")]
    Heic,
    /// It begins as its kind does, and is cut or malformed.
    #[error("the {} file is cut or malformed", .0.id())]
    Broken(Kind),
    /// Opened, it could fill a machine's memory.
    #[error("the image has more than {MOST_PIXELS} pixels")]
    TooManyPixels,
}

/// Says what a file is, by its bytes alone, and removes metadata of images. Taking what was accepted once more changes nothing.
///
/// An image keeps its pixels' data byte by byte, its colour profile, its density, its animation, and the orientation of its EXIF.
/// Thumbnails, EXIF, XMP, IPTC, comments, texts, times and all that follows the image go. A PDF stays as it is, with what it tells of
/// its author: it may hold scripts and files, which cannot be found for certain in compressed objects, so it is for downloading only,
/// and for a scanner ([`scan`]).
///
/// # Errors
///
/// [`Refused`] says why the file is not taken.
pub fn accept(bytes: Vec<u8>) -> Result<Accepted, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > MOST {
        return Err(Refused::TooLarge);
    }
    let kind = match kind::find(&bytes) {
        Some(Found::Kind(kind)) => kind,
        Some(Found::Heic) => return Err(Refused::Heic),
        None => return Err(Refused::Unknown),
    };
    let cleaned = match kind {
        Kind::Jpeg => jpeg::clean(&bytes),
        Kind::Png => png::clean(&bytes),
        Kind::Webp => webp::clean(&bytes),
        Kind::Gif => gif::clean(&bytes),
        Kind::Pdf => pdf::check(bytes),
    };
    match cleaned {
        // A minimal EXIF may have some bytes more than one that left its end out.
        Ok(bytes) if bytes.len() > MOST => Err(Refused::TooLarge),
        Ok(bytes) => Ok(Accepted { kind, bytes }),
        Err(Fault::Broken) => Err(Refused::Broken(kind)),
        Err(Fault::TooManyPixels) => Err(Refused::TooManyPixels),
    }
}
