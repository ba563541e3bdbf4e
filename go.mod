module datasync

go 1.26.0
