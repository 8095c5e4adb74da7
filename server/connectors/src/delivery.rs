//! Where bytes come from: readers see a name and bytes, never a path.

use std::{
    fs::File,
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{FileError, demo::Manifest};

/// Bytes as they come, and how many there are.
pub type Stream = (Box<dyn Read + Send>, u64);

/// Bytes under a name, that can be read from their beginning as often as needed.
pub trait Delivery: Send + Sync {
    /// The last part of its name: some sources tell a day or a site by it.
    fn name(&self) -> String;

    /// What to call it in a sentence.
    fn label(&self) -> String {
        self.name()
    }

    /// Whether the demonstration made it.
    fn is_simulated(&self) -> bool;

    /// # Errors
    /// There is nothing to read.
    fn open(&self) -> Result<Stream, FileError>;
}

/// A file of this machine.
#[derive(Debug, Clone)]
pub struct FileDelivery(PathBuf);

impl FileDelivery {
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Several files of one command.
    pub fn all(paths: &[PathBuf]) -> Vec<Arc<dyn Delivery>> {
        paths.iter().map(|path| Arc::new(Self::new(path)) as Arc<dyn Delivery>).collect()
    }
}

impl Delivery for FileDelivery {
    fn name(&self) -> String {
        self.0.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn label(&self) -> String {
        self.0.display().to_string()
    }

    fn is_simulated(&self) -> bool {
        Manifest::marks_simulated(&self.0)
    }

    fn open(&self) -> Result<Stream, FileError> {
        let about = about(&self.0)?;
        if about.is_dir() {
            return Err(FileError::Directory(self.label()));
        }
        let file = File::open(&self.0).map_err(FileError::Unreadable)?;
        Ok((Box::new(file), about.len()))
    }
}

fn about(path: &Path) -> Result<std::fs::Metadata, FileError> {
    std::fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => FileError::Missing(path.display().to_string()),
        _ => FileError::Unreadable(error),
    })
}

/// Bytes that are there already: what came over a network, or a test's.
#[derive(Debug, Clone)]
pub struct Bytes {
    pub name: String,
    pub content: Arc<[u8]>,
    pub is_simulated: bool,
}

impl Delivery for Bytes {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn is_simulated(&self) -> bool {
        self.is_simulated
    }

    fn open(&self) -> Result<Stream, FileError> {
        Ok((Box::new(Cursor::new(self.content.clone())), self.content.len() as u64))
    }
}
