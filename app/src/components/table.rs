//! A data table with its caption and headers.

use charts::table::Table;
use leptos::prelude::*;

#[component]
pub fn DataTable(table: Table) -> impl IntoView {
    let headers = table.headers.iter().map(|h| view! { <th scope="col">{h.clone()}</th> }).collect_view();
    let rows = table
        .rows
        .into_iter()
        .map(|row| {
            let mut cells = row.into_iter();
            let first = cells.next();
            view! { <tr><th scope="row">{first}</th>{cells.map(|c| view! { <td>{c}</td> }).collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <table>
            <caption>{table.caption}</caption>
            <thead><tr>{headers}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
