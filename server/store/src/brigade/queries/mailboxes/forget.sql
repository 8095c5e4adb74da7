delete from mailbox where channel = $1
