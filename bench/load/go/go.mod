module loadbench

go 1.21
