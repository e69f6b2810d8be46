module example.com/provoke

go 1.23
