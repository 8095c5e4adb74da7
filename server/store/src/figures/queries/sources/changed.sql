update source_state set changes = changes + 1 where source = $1
