//! A chart as a spreadsheet: its values on a first sheet, where they come from on a second.

use charts::data::{Cell, Provenance, Sheet};
use rust_xlsxwriter::{DocProperties, Format, Workbook, XlsxError};

/// Names of the statistics' columns as a reader knows them.
fn heading(column: &str) -> &str {
    match column {
        "serie" => "Série",
        "periode" => "Période",
        "valeur" => "Valeur",
        "statut" => "Statut",
        "effectif" => "Effectif (n)",
        "borne_basse" => "Borne basse",
        "borne_haute" => "Borne haute",
        "periode_comparee" => "Période comparée",
        "valeur_comparee" => "Valeur comparée",
        "evenement" => "Événement",
        "rupture" => "Rupture de série",
        "categorie" => "Catégorie",
        "jour" => "Jour",
        "heure" => "Heure",
        "code" => "Code",
        "territoire" => "Territoire",
        "nombre" => "Nombre",
        "abscisse" => "Abscisse",
        "ordonnee" => "Ordonnée",
        other => other,
    }
}

/// The bytes of an `.xlsx` file (ECMA-376).
///
/// # Errors
/// The library can't write it.
pub fn xlsx(title: &str, description: &str, data: &Sheet, from: &Provenance) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title(title).set_comment(description));
    let bold = Format::new().set_bold();
    let values = book.add_worksheet().set_name("Données")?;
    for (column, name) in (0u16..).zip(&data.header) {
        values.write_with_format(0, column, heading(name), &bold)?;
    }
    for (row, cells) in (1u32..).zip(&data.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(text) => values.write(row, column, text.as_str())?,
                Cell::Number(value) => values.write(row, column, *value)?,
                Cell::Empty => continue,
            };
        }
    }
    values.set_freeze_panes(1, 0)?;
    values.autofit();
    let origin = book.add_worksheet().set_name("Source")?;
    let lines = [
        ("Titre", title),
        ("Description", description),
        ("Source", &from.source),
        ("Licence", &from.licence),
        ("Lien permanent", &from.permalink),
    ];
    for (row, (name, text)) in (0u32..).zip(lines) {
        origin.write_with_format(row, 0, name, &bold)?;
        origin.write(row, 1, text)?;
    }
    origin.set_column_width(0, 18)?.set_column_width(1, 90)?;
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx};
    use charts::{
        data::sheet,
        spec::{Bar, Bars, ChartSpec, Kind},
    };
    use domain::{catalogue::Unit, observation::Status};

    use super::*;

    #[test]
    fn a_spreadsheet_reads_back() {
        let bar = |label: &str, value| Bar {
            label: label.into(),
            value,
            status: Status::Final,
            n: Some(12),
            link: None,
        };
        let spec = ChartSpec {
            id: "c".into(),
            title: "Motifs".into(),
            unit: Unit::Contacts,
            kind: Kind::Categories(Bars::apart(vec![bar("=1+1", Some(0.1)), bar("Été", None)])),
        };
        let from =
            Provenance { source: "Source".into(), licence: "LO".into(), permalink: "https://x".into() };
        let bytes = xlsx(&spec.title, "Deux motifs", &sheet(&spec), &from).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let values = book.worksheet_range("Données").unwrap();
        assert_eq!(values.get((1, 0)), Some(&Data::String("=1+1".into())), "a text, no formula");
        assert_eq!(values.get((1, 1)), Some(&Data::Float(0.1)));
        assert_eq!(values.get((2, 1)), Some(&Data::Empty));
        assert_eq!(
            book.worksheet_range("Source").unwrap().get((4, 1)),
            Some(&Data::String("https://x".into()))
        );
    }
}
