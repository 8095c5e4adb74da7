//! A CSV file with a header line: finds columns by name, whatever their order, case and accents.

use csv::ByteRecord;

use crate::{
    FileError,
    file::Lines,
    text::{decode, key},
};

pub struct Table {
    csv: csv::Reader<Lines>,
    header: Vec<String>,
    record: ByteRecord,
    delimiter: u8,
    line: u64,
}

impl Table {
    /// Reads the header; the delimiter is the one that the first line uses most.
    pub fn open(mut input: Lines) -> Result<Self, FileError> {
        use std::io::BufRead;
        let head = input.fill_buf()?;
        let first = head.split(|b| *b == b'\n').next().unwrap_or_default();
        let count = |d: u8| first.iter().filter(|b| **b == d).count();
        let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
        let mut csv = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(input);
        let mut record = ByteRecord::new();
        csv.read_byte_record(&mut record)?;
        let header = record.iter().map(|f| key(&decode(f))).collect();
        Ok(Self { csv, header, record, delimiter, line: 1 })
    }

    /// Position of the first header that one of the names matches; names are already in `key` form.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|h| h == name))
    }

    /// Position of the first header that ends so.
    pub fn column_ending(&self, end: &str) -> Option<usize> {
        self.header.iter().position(|h| h.ends_with(end))
    }

    /// Moves to the next row that is not blank.
    pub fn advance(&mut self) -> Result<bool, FileError> {
        let more = self.csv.read_byte_record(&mut self.record)?;
        self.line = self.record.position().map_or(self.line + 1, csv::Position::line);
        // A quote that is never closed swallows the rows after it: a field then holds whole rows.
        let row = self.header.len().saturating_sub(2).max(2);
        let swallowed = |field: &[u8]| {
            field
                .split(|b| *b == b'\n')
                .skip(1)
                .any(|l| l.iter().filter(|b| **b == self.delimiter).count() >= row)
        };
        if more && self.record.iter().any(swallowed) {
            return Err(FileError::OpenQuote(self.line));
        }
        Ok(more)
    }

    pub fn line(&self) -> u64 {
        self.line
    }

    /// A field of the current row, decoded; empty where the column or the field is missing.
    pub fn text(&self, column: Option<usize>) -> String {
        column.and_then(|c| self.record.get(c)).map(|f| decode(f).into_owned()).unwrap_or_default()
    }
}
