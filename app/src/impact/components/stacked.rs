//! A table whose lines are blocks on a phone, where each cell tells its column.

use leptos::prelude::*;

/// `label` names what scrolls; cells carry the head of their column as `data-head`. Roles are written down, as a style that stacks cells
/// takes them away.
pub fn stacked(label: &'static str, columns: &[&'static str], rows: impl IntoView + 'static) -> AnyView {
    let heads =
        columns.iter().map(|head| view! { <th scope="col" role="columnheader">{*head}</th> }).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label>
            <table class="accounts stacked" role="table">
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
